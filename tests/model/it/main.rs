//! The protocol, checked in every order of events; and bugs, planted, that must be found.

#[cfg(test)]
mod planted;
#[cfg(test)]
mod right;
