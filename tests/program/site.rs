//! Accounts, keys and zones to run the program on: in the emulator, or in moto.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};

use serde_json::{Value, json};
use zonecut::aws::Host;
use zonecut::emulator::{Emulator, RecordType, Role, World};

use crate::boto::Boto;
use crate::moto::Moto;
use crate::python::Python;

/// The role by which a member account is reached.
pub(crate) const ROLE: &str = "OrganizationAccountAccessRole";

/// Where a role's external id is asked for.
pub(crate) const EXTERNAL_ID: &str = "zonecut-tests";

/// A pretend AWS, and how to look at it without our own code.
pub(crate) struct Site {
    server: Server,
    keys: HashMap<String, [String; 2]>,
}

enum Server {
    Emulator(Emulator),
    Moto { moto: Arc<Moto>, boto: Boto },
}

/// A zone that was made.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) account: String,
    pub(crate) id: String,
    /// Its delegation set, sorted, with final dots, as the server that made it tells it.
    pub(crate) name_servers: Vec<String>,
}

/// An NS record set: TTL and sorted values with final dots.
pub(crate) type Ns = (u64, Vec<String>);

impl Site {
    /// An emulator inside this process, empty.
    pub(crate) fn emulator() -> Site {
        let emulator = Emulator::new(World::new());
        Site { server: Server::Emulator(emulator), keys: HashMap::new() }
    }

    /// A moto, which tests that run at one time share: each has accounts of its own.
    ///
    /// What moto 5.2.5 can't show: `PENDING` (every change is `INSYNC` at once), throttling,
    /// a CREATE that meets a set with other values, an `ExternalId` that is wrong.
    pub(crate) fn moto() -> Site {
        static SHARED: Mutex<Weak<Moto>> = Mutex::new(Weak::new());
        let python = Python::get();
        let mut shared = SHARED.lock().unwrap();
        let moto = shared.upgrade().unwrap_or_else(|| Arc::new(Moto::start(&python)));
        *shared = Arc::downgrade(&moto);
        let boto = Boto::start(&python, &moto.url());
        Site { server: Server::Moto { moto, boto }, keys: HashMap::new() }
    }

    /// The emulator, to order what is to go wrong and to count requests.
    pub(crate) fn emulated(&self) -> Option<&Emulator> {
        match &self.server {
            Server::Emulator(emulator) => Some(emulator),
            Server::Moto { .. } => None,
        }
    }

    /// Where it listens, if it does.
    pub(crate) fn url(&self) -> Option<String> {
        match &self.server {
            Server::Emulator(_) => None,
            Server::Moto { moto, .. } => Some(moto.url()),
        }
    }

    /// Makes an account with one key.
    pub(crate) fn account(&mut self, id: &str) {
        let key = match &self.server {
            Server::Emulator(emulator) => {
                [emulator.with(|world| world.add_account(id, id)), "secret".to_owned()]
            }
            Server::Moto { boto, .. } => {
                let key = boto.ask(&json!({ "do": "account", "account": id }));
                let key: [String; 2] = serde_json::from_value(key).unwrap();
                let whose = boto.ask(&json!({ "do": "identity", "key": key }));
                assert_eq!(whose, id, "moto takes the key for another account's");
                key
            }
        };
        self.keys.insert(id.to_owned(), key);
    }

    /// Lets another account into this one by [`ROLE`]. In moto any role may be assumed.
    pub(crate) fn trust(&mut self, account: &str, trusted: &str) {
        if let Server::Emulator(emulator) = &self.server {
            let role = Role {
                name: ROLE.to_owned(),
                trusts: vec![trusted.to_owned()],
                external_id: Some(EXTERNAL_ID.to_owned()),
                denied: Vec::new(),
            };
            emulator.with(|world| world.accounts.get_mut(account).unwrap().roles.push(role));
        }
    }

    /// Makes an Organization of moto's that an account manages, with new accounts of these names;
    /// their ids.
    pub(crate) fn organization(&self, management: &str, names: &[&str]) -> Vec<String> {
        let Server::Moto { boto, .. } = &self.server else { panic!("for moto alone") };
        let key = &self.keys[management];
        let made = boto.ask(&json!({ "do": "organization", "key": key, "names": names }));
        serde_json::from_value(made).unwrap()
    }

    /// Makes a zone.
    pub(crate) fn zone(&self, account: &str, name: &str) -> Made {
        let (id, name_servers) = match &self.server {
            Server::Emulator(emulator) => emulator.with(|world| {
                let id = world.add_zone(account, name).unwrap();
                let name_servers = world.zone(&id).unwrap().name_servers.clone();
                (id, name_servers)
            }),
            Server::Moto { boto, .. } => {
                let key = &self.keys[account];
                let request = json!({ "do": "zone", "key": key, "account": account, "name": name });
                let mut made = boto.ask(&request);
                let servers = serde_json::from_value(made["name_servers"].take()).unwrap();
                (made["id"].as_str().unwrap().to_owned(), servers)
            }
        };
        Made { account: account.to_owned(), id, name_servers: dotted(&name_servers) }
    }

    /// The NS set at a name, as the server tells it to somebody else.
    pub(crate) fn ns(&self, zone: &Made, name: &str) -> Option<Ns> {
        match &self.server {
            Server::Emulator(emulator) => {
                let seen =
                    |world: &mut World| world.zone(&zone.id).unwrap().values(name, RecordType::Ns);
                let (ttl, values) = emulator.with(seen)?;
                Some((u64::from(ttl), dotted(&values)))
            }
            Server::Moto { boto, .. } => {
                let key = &self.keys[&zone.account];
                let sets = boto.ask(&json!({ "do": "sets", "key": key, "zone": zone.id }));
                let wanted = format!("{name}.");
                let at = |set: &&Value| set["name"] == *wanted && set["type"] == "NS";
                let set = sets.as_array().unwrap().iter().find(at)?;
                let values: Vec<String> = serde_json::from_value(set["values"].clone()).unwrap();
                Some((set["ttl"].as_u64().unwrap(), dotted(&values)))
            }
        }
    }

    /// Writes an NS set, as somebody else would.
    pub(crate) fn put_ns(&self, zone: &Made, name: &str, ttl: u32, values: &[&str]) {
        match &self.server {
            Server::Emulator(emulator) => emulator.with(|world| {
                let zone = world.zone_mut(&zone.id).unwrap();
                zone.put(name, RecordType::Ns, ttl, values).unwrap();
            }),
            Server::Moto { boto, .. } => {
                let key = &self.keys[&zone.account];
                boto.ask(&json!({
                    "do": "put", "key": key, "zone": zone.id,
                    "name": name, "type": "NS", "ttl": ttl, "values": values,
                }));
            }
        }
    }

    /// A profile of AWS's config file with the keys of an account.
    pub(crate) fn profile(&self, name: &str, account: &str) -> String {
        let [id, secret] = &self.keys[account];
        format!(
            "[profile {name}]\nregion = us-east-1\naws_access_key_id = {id}\n\
             aws_secret_access_key = {secret}\n\n"
        )
    }

    /// A profile that assumes [`ROLE`] in an account.
    pub(crate) fn role_profile(name: &str, account: &str, source: &str) -> String {
        format!(
            "[profile {name}]\nregion = us-east-1\nrole_arn = arn:aws:iam::{account}:role/{ROLE}\n\
             external_id = {EXTERNAL_ID}\nsource_profile = {source}\n\n"
        )
    }

    /// The keys of a session of a role, as moto gives them to the key of an account: id, secret and
    /// token.
    pub(crate) fn session(&self, account: &str, role: &str) -> [String; 3] {
        let Server::Moto { boto, .. } = &self.server else { panic!("for moto alone") };
        let key = &self.keys[account];
        let given = boto.ask(&json!({ "do": "session", "key": key, "role": role }));
        serde_json::from_value(given).unwrap()
    }

    /// A closed world with this config file, whose requests come here.
    pub(crate) fn host(&self, config: &str) -> Host {
        self.host_with(&[("/home/.aws/config", config)])
    }

    /// The same with these files.
    pub(crate) fn host_with(&self, files: &[(&str, &str)]) -> Host {
        let file = |(path, text): &(&str, &str)| ((*path).to_owned(), text.as_bytes().to_vec());
        let files = files.iter().map(file).collect();
        let mut variables = HashMap::from([("HOME".to_owned(), "/home".to_owned())]);
        match &self.server {
            Server::Emulator(emulator) => Host::closed(emulator.http_client(), files, variables),
            Server::Moto { moto, .. } => {
                variables.insert("AWS_ENDPOINT_URL".to_owned(), moto.url());
                let http = aws_smithy_http_client::Builder::new().build_http();
                Host::closed(http, files, variables)
            }
        }
    }
}

/// Name servers so that they can be compared: sorted, each with a final dot.
pub(crate) fn dotted(servers: &[String]) -> Vec<String> {
    let mut servers: Vec<String> =
        servers.iter().map(|server| format!("{}.", server.trim_end_matches('.'))).collect();
    servers.sort();
    servers
}
