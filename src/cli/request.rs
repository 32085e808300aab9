//! `zonecut request`: writes down what a parent in other hands needs to know of a zone.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use crate::cut::{print_request, quoted, request_of};
use crate::engine::list_all;
use crate::zone::Profile;

use super::args::RequestArgs;
use super::edges::Edges;
use super::interrupt::unless_interrupted;
use super::target::find;
use super::{Exit, Failure, Output};

/// Reads the zone, and writes the request over no other file.
pub(super) async fn run(
    args: &RequestArgs,
    edges: Edges<'_>,
    profiles: Vec<Profile>,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let Edges { aws, .. } = edges;
    let inventory = list_all(aws, profiles, true).await;
    let target = find(aws, &inventory, &args.child).await?;
    let (profile, zone) = (&target.key.profile, &target.key.zone);
    let (identity, detail, signing) = unless_interrupted(async {
        let identity = aws.identity(profile).await?;
        let detail = aws.zone(profile, zone).await?;
        let signing =
            if detail.zone.private { None } else { Some(aws.signing(profile, zone).await) };
        Ok((identity, detail, signing))
    })
    .await?;
    if let Some(Err(fault)) = &signing {
        out.note("zonecut: whether the zone is signed could not be read; the request says nothing of it.");
        out.note(&format!("  {}", fault.message()));
    }
    let signing = signing.and_then(Result::ok);
    let request = request_of(&identity.account, &detail, signing.as_ref())
        .map_err(|why| Failure::usage(why.to_string(), "Choose a public zone."))?;
    let text = print_request(&request);
    if args.out.as_os_str() == "-" {
        out.document(&text)?;
        return Ok(Exit::Done);
    }
    write(&args.out, &text)?;
    let file = args.out.display().to_string();
    out.line(&format!(
        "Wrote {file}: {} ({}, account {}) asks to be delegated to.",
        request.name, request.by.zone, request.by.account
    ))?;
    out.note(&format!(
        "Send it to whoever has the zone above. There: zonecut accept {}",
        quoted(&file)
    ));
    Ok(Exit::Done)
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    let written = options.open(path).and_then(|mut file| {
        let whole = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
        if whole.is_err() {
            // Half of it would be no request, and in the way of the next one.
            let _ = std::fs::remove_file(path);
        }
        whole
    });
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::usage(
            format!("{} is there already, and was left as it is", path.display()),
            "Name another file, or remove that one.",
        ),
        _ => Failure::failed(format!("can't write {}: {error}", path.display()), ""),
    })
}
