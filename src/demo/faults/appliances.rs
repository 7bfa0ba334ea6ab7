//! What can be wrong with the settings of the appliances.

use openssl::error::ErrorStack;

use super::super::appliances::Appliances;
use super::super::setup::Setup;

/// Changes the settings of the appliances.
pub(super) fn set(setup: &mut Setup, change: impl FnOnce(&mut Appliances)) -> Result<(), ErrorStack> {
    change(&mut setup.appliances);
    Ok(())
}

/// Neither users nor passwords come from the directory.
pub(super) fn without_ldap(appliances: &mut Appliances) {
    (appliances.authentication, appliances.synchronization) = (false, false);
}
