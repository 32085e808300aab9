//! The world that the tests look at: a signed root, parents and children, each on real servers.

use std::fs;
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::cuts::Software;
use crate::keys::Keys;
use crate::knot::Knot;
use crate::layout::Layout;
use crate::place::Place;
use crate::process::Process;
use crate::zone::{Load, Signing};
use crate::{bind, nsd, wire};

/// All that runs, and what is where.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) place: Place,
    pub(crate) layout: Layout,
    pub(crate) knot: Knot,
    others: Vec<Process>,
    _silent: (UdpSocket, TcpListener),
    _folder: tempfile::TempDir,
}

impl World {
    /// One for all tests that run at a time. It is not kept in a static: nobody would end it.
    pub(crate) fn shared() -> Arc<World> {
        static SHARED: Mutex<Weak<World>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        let world = shared.upgrade().unwrap_or_else(|| Arc::new(World::start()));
        *shared = Arc::downgrade(&world);
        world
    }

    /// One of its own, for a test that changes it.
    pub(crate) fn start() -> World {
        let place = Place::find();
        let folder = tempfile::tempdir().unwrap();
        let mut keys = Keys::new(folder.path().join("keys"));
        let layout = Layout::new(&place, &mut keys);
        let silent = place.silent();
        let silent = (UdpSocket::bind(silent).unwrap(), TcpListener::bind(silent).unwrap());

        let root = [Load { zone: layout.root.clone().unwrap(), broken: false }];
        let [on_knot, on_nsd, on_bind] = Software::ALL.map(|one| layout.loads(one));
        let prepare = |name: &str, zones: &[Load]| prepare(&folder.path().join(name), zones, &keys);
        let here = prepare("root", &root);
        let top = Knot::start(&[place.root()], &root, &keys.of_knot(true), &here);
        let here = prepare("knot", &on_knot);
        let listen: Vec<SocketAddr> = [place.knot()].into_iter().chain(place.knot_v6()).collect();
        let knot = Knot::start(&listen, &on_knot, &keys.of_knot(false), &here);
        let here = prepare("nsd", &on_nsd);
        let nsd = nsd::start(place.nsd(), &on_nsd, place.closed(), &here);
        let here = prepare("bind", &on_bind);
        let bind = bind::serve(place.bind(), &on_bind, &here);
        let here = prepare("resolver", &[]);
        let ds = &layout.keys[""].ds;
        let resolver = bind::resolve(place.resolver(), place.root(), ds, &here);

        let running: [(SocketAddr, &[Load], &Process); 4] = [
            (place.root(), &root, &top.process),
            (place.knot(), &on_knot, &knot.process),
            (place.nsd(), &on_nsd, &nsd),
            (place.bind(), &on_bind, &bind),
        ];
        for (address, zones, process) in running {
            for load in zones.iter().filter(|load| !load.broken) {
                wire::wait_for(address, &load.zone.name, false, || process.log());
            }
        }
        wire::wait_for(place.resolver(), "", true, || resolver.log());
        let others = vec![top.process, nsd, bind, resolver];
        World { place, layout, knot, others, _silent: silent, _folder: folder }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.knot.process.stop();
        self.others.iter_mut().for_each(Process::stop);
    }
}

/// A folder for a server, with the files of its zones.
fn prepare(folder: &Path, zones: &[Load], keys: &Keys) -> PathBuf {
    fs::create_dir(folder).unwrap();
    for Load { zone, broken } in zones {
        if *broken {
            continue;
        }
        let file = folder.join(zone.file());
        fs::write(&file, zone.text()).unwrap();
        if !matches!(zone.signing, Signing::No | Signing::ByKnot) {
            keys.sign(zone, &file);
        }
    }
    folder.to_owned()
}
