//! Interchange as its users meet it: whole dockets, read and written.

#[cfg(test)]
mod answers;
#[cfg(test)]
mod clean;
#[cfg(test)]
mod corrected;
#[cfg(test)]
mod dirty;
#[cfg(test)]
mod fixture;
mod forms;
#[cfg(test)]
mod mutated;
#[cfg(test)]
mod odd;
#[cfg(test)]
mod paxlst;
#[cfg(test)]
mod taint;
#[cfg(test)]
mod verdicts;
