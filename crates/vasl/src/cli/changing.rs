//! How the command line changes a thing: the running service does it, and where none runs it is kept
//! for the next start.

use super::output::Output;
use super::{CliError, ask_service, open_store};
use crate::audit;
use crate::change::{Before, Change, Changed};
use crate::config::Config;
use crate::serve::control::{Answer, Request};
use crate::upload::{self, Upload};
use jiff::Timestamp;
use vasl_asterisk::inventory::Inventory;
use vasl_asterisk::sounds::Sounds;
use vasl_domain::callflow::SoundContent;
use vasl_domain::configuration::ObjectId;
use vasl_domain::user::Author;
use vasl_store::Store;

/// Carries a change out, and says what is worth knowing beside it.
pub async fn carry_out(
    change: Change,
    config: &Config,
    output: &Output,
) -> Result<Changed, CliError> {
    let changed = match ask_service(&Request::Change(change.clone()), config).await? {
        Some(Answer::Done(changed)) => changed,
        Some(other) => return Err(CliError::unexpected(&other)),
        None => {
            let changed = keep(&change, None, config).await?;
            if let Change::Remove { id: ObjectId::Sound(name), .. } = change {
                upload::take_away(name, Sounds::new(&config.asterisk.sounds_folder)).await?;
            }
            output.remark("vasl serve is not running; Asterisk gets the change when it starts");
            changed
        }
    };
    for warning in &changed.warnings {
        output.remark(warning);
    }
    Ok(changed)
}

/// Changes a sound and what is heard of it, or adds one, in the same way.
pub async fn upload(upload: Upload, config: &Config, output: &Output) -> Result<Changed, CliError> {
    let request = Request::Upload {
        sound: upload.sound.clone(),
        seen: upload.seen.clone(),
        staged: upload.staged.file(),
    };
    match ask_service(&request, config).await? {
        Some(Answer::Done(changed)) => Ok(changed),
        Some(other) => Err(CliError::unexpected(&other)),
        None => {
            let changed = keep(&upload.change(), Some(upload.staged.content()), config).await?;
            let taken_back = upload.taken_back();
            let before = upload.seen.as_ref().and_then(|seen| seen.content.clone());
            let sounds = Sounds::new(&config.asterisk.sounds_folder);
            if let Err(error) = upload.put_in_place(sounds).await {
                keep(&taken_back, before.as_ref(), config).await?;
                return Err(error.into());
            }
            output.remark("vasl serve is not running; Asterisk gets the change when it starts");
            Ok(changed)
        }
    }
}

async fn keep(
    change: &Change,
    uploaded: Option<&SoundContent>,
    config: &Config,
) -> Result<Changed, CliError> {
    let store = open_store(config).await?;
    let (configuration, agreements) = (store.configuration().await?, store.agreements().await?);
    let before = Before {
        configuration: &configuration,
        agreements: &agreements,
        inventory: &Inventory::default(),
        logins: &store.operator_logins().await?,
        uploaded,
    };
    let checked = change.check(before)?;
    let steps = configuration.steps_to(&checked.after);
    let audit = audit::of_change(
        (&configuration, &checked.after),
        (&agreements, &checked.agreements),
        &Author::CommandLine,
        Timestamp::now(),
    );
    store.change_configuration(&steps, &checked.agreements, &audit).await?;
    Ok(checked.changed)
}
