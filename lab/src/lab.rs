//! An Asterisk with its witness, and people to call.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::asterisk::{Asterisk, Options};
use crate::caller::Caller;
use crate::error::{LabError, Result};
use crate::operator::Operator;
use crate::witness::Witness;

/// Operators speak at pitches of their own, from here on, so that a caller's ear can tell them.
const FIRST_OPERATOR_HZ: u32 = 1_000;
const HZ_APART: u32 = 150;
const PITCHES: u32 = 12;
/// The other end of a trunk speaks lower than any of them.
const FAR_END_HZ: u32 = 900;

/// A running Asterisk, its witness, and whom to ask for callers and operators.
pub struct Lab {
    asterisk: Arc<Asterisk>,
    witness: Arc<Witness>,
    operators: AtomicU32,
}

impl fmt::Debug for Lab {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lab").field("asterisk", &self.asterisk).finish_non_exhaustive()
    }
}

impl Lab {
    /// Starts Asterisk and its witness.
    pub async fn start(options: Options) -> Result<Self> {
        let asterisk = Arc::new(Asterisk::start(options).await?);
        let witness = Arc::new(Witness::attend(&asterisk).await?);
        Ok(Self { asterisk, witness, operators: AtomicU32::new(0) })
    }

    /// The Asterisk.
    pub fn asterisk(&self) -> &Arc<Asterisk> {
        &self.asterisk
    }

    /// The witness.
    pub fn witness(&self) -> &Arc<Witness> {
        &self.witness
    }

    /// A customer who shows this number.
    pub fn caller(&self, number: &str) -> Caller {
        Caller::new(
            self.asterisk.address(2),
            self.asterisk.sip_addr(),
            Arc::clone(&self.witness),
            self.asterisk.options().patience,
            number,
        )
    }

    /// The operator of an extension of [`Options`], with a telephone that is registered.
    pub async fn operator(&self, number: &str) -> Result<Operator> {
        let mut known = self.asterisk.options().extensions.iter();
        let secret = known.find(|extension| extension.number == number).map(|e| e.secret.clone());
        let secret = secret.ok_or_else(|| LabError::Refused {
            what: format!("operator {number}"),
            answer: "the lab's options have no such extension".to_owned(),
        })?;
        self.operator_with(number, &secret).await
    }

    /// An operator whose endpoint somebody else configured.
    pub async fn operator_with(&self, number: &str, secret: &str) -> Result<Operator> {
        let turn = self.operators.fetch_add(1, Ordering::Relaxed) % PITCHES;
        let extension = crate::Extension {
            number: number.to_owned(),
            secret: secret.to_owned(),
            name: format!("Op {number}"),
        };
        let hz = FIRST_OPERATOR_HZ + HZ_APART * turn;
        let (asterisk, witness) = (Arc::clone(&self.asterisk), Arc::clone(&self.witness));
        Operator::register_at(asterisk, witness, extension, hz).await
    }

    /// The other end of a trunk by address, who calls in with this number and answers what is
    /// called there.
    pub fn far_end(&self, number: &str) -> Result<Operator> {
        self.beside(4, number)
    }

    /// A telephone at an address that nobody told Asterisk of, which calls with this number.
    pub fn stranger(&self, number: &str) -> Result<Operator> {
        self.beside(5, number)
    }

    fn beside(&self, host: u8, number: &str) -> Result<Operator> {
        let far = crate::Extension {
            number: number.to_owned(),
            secret: String::new(),
            name: format!("Far {number}"),
        };
        let (asterisk, witness) = (Arc::clone(&self.asterisk), Arc::clone(&self.witness));
        Operator::sit_at(self.asterisk.address(host), asterisk, witness, far, FAR_END_HZ)
    }

    /// Starts Asterisk again, after a kill too, and waits for the witness to be back.
    pub async fn restart(&self) -> Result<()> {
        self.asterisk.restart().await?;
        self.witness.wait_connected().await
    }
}
