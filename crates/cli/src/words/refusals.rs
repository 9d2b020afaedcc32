//! Refusals in plain words, one arm for each code.

use domain::RefusalCode;

use super::{Words, words};

/// What `code` means and what to do about it.
#[expect(clippy::too_many_lines, reason = "one arm a code; the compiler finds a missing one")]
pub(crate) const fn refusal(code: RefusalCode) -> Words {
    match code {
        RefusalCode::WrongStage => words(
            "The case stands at a stage from which the action does not start. The table of stages \
             lists every action that each stage allows; what is not in it is refused.",
            "Look at the case with `caseflight case show`. If somebody else moved it meanwhile, \
             decide again from where it stands now.",
        ),
        RefusalCode::Barred => words(
            "The gate looked at the person, the order, the holds, the documents, the statements and \
             the flight, and found at least one reason against the step. All reasons of all members \
             of the party are named at once.",
            "Read the reasons with `caseflight case why` and clear each one; the page of reasons \
             says how. The gate itself cannot be set aside.",
        ),
        RefusalCode::SamePerson => words(
            "The rulebook asks for two different people, and both acts came from the same one. \
             Whoever builds a manifest does not seal it, and some holds are lifted by two.",
            "Ask a second person who holds the role to do it, under their own name.",
        ),
        RefusalCode::RoleMayNot => words(
            "The role in which you act may not do this. What each role may do is in the rulebook.",
            "Ask somebody whose role allows it, or act in another of your roles with `--actor`.",
        ),
        RefusalCode::UnknownHoldKind => words(
            "The rulebook has no hold of this kind, so nobody could say what it stops or who may \
             lift it.",
            "Choose a kind from the page of holds.",
        ),
        RefusalCode::NoSuchHold => words(
            "The case has no hold with this key.",
            "List the holds of the person with `caseflight hold list --person`.",
        ),
        RefusalCode::HoldAlreadyLifted => words(
            "Somebody has lifted this hold before. Its history shows who, when and on which \
             document.",
            "Nothing, if this is the hold you meant. Two holds of one kind are two holds: lift the \
             other one by its own key.",
        ),
        RefusalCode::WordsMissing => words(
            "A reason, a document or an authority is missing. It goes into the history and cannot \
             be added later.",
            "Give it: the message says what it should name.",
        ),
        RefusalCode::OrderNotFinal => words(
            "The order cannot be carried out yet: there is none, an appeal is open or its time is \
             running, or the record of it cannot be read.",
            "Wait for the appeal or its time to end, or correct the record of the order.",
        ),
        RefusalCode::NoUsableDocument => words(
            "There is no document of the removal country that the person could travel on, and no \
             approval of its agency.",
            "Ask the agency, or record the document or answer that has come. If the agency is \
             being waited for, `caseflight case show` says since when.",
        ),
        RefusalCode::FlightNotOpen => words(
            "The flight stands where the action is not possible: sealed, boarding, departed or \
             cancelled, or not sealed yet.",
            "Look at the flight with `caseflight flight show`. A sealed list is opened again before \
             it is changed.",
        ),
        RefusalCode::NoRoom => words(
            "The party does not fit: a leg has no seats left, the agency takes no more names, or \
             the places for the high guarding class or with the nurses are taken.",
            "List the party as alternates with `--alternate`, or choose another flight.",
        ),
        RefusalCode::NoticePassed => words(
            "The receiving agencies wanted the list by a day that has passed. A name may be taken \
             off, but none put on.",
            "Ask the agencies to take late names and record that they agreed.",
        ),
        RefusalCode::NotOnManifest => words(
            "The person has no live line on the manifest of this flight.",
            "Look at the list with `caseflight manifest show`: the person may have been struck \
             before, or be on another flight.",
        ),
        RefusalCode::AlreadyListed => words(
            "The person is on a manifest already. Nobody can be on two live lists; the database \
             refuses it too. And while somebody is on a list, the class and whom they must be kept \
             apart from stay as they were when it was made.",
            "Strike the person from the flight first: from the other one, if this one is right; from \
             this one, to correct the record.",
        ),
        RefusalCode::ClearanceElsewhere => words(
            "The gate's clearance was given for another case, step, flight or moment. A clearance \
             is never carried over.",
            "Do it again, so that the gate is asked anew. If it comes back, report it: it is a \
             fault of the program.",
        ),
        RefusalCode::StopOrderOpen => words(
            "There is an order to take somebody off, and the flight lead has not acknowledged it. \
             The doors stay open until then.",
            "Have the flight lead acknowledge it with `caseflight flight acknowledge`.",
        ),
        RefusalCode::StillAboard => words(
            "Somebody is on board whom the last check before departure did not clear.",
            "Take the people named off the aircraft, or clear what bars them, and close the doors \
             again.",
        ),
        RefusalCode::NoSuchThing => words(
            "The case or flight has no such document, statement, defect or stop order.",
            "Look at what there is with `caseflight case show` or `caseflight flight show`.",
        ),
        RefusalCode::WindowTooEarly => words(
            "The action has a window, and it has not opened yet.",
            "Do it again when the window is open.",
        ),
        RefusalCode::KeyUsed => words(
            "A command that carries a key is done once. This key was sent before with something \
             else: another action, person or detail.",
            "If it is the same request, send it exactly as before, and it is answered as before. If \
             it is another one, give it a key of its own.",
        ),
        RefusalCode::NotToBeFlown => words(
            "The plan of the flight is for a time that has passed, for a route on which nobody is \
             taken abroad or whose agencies have no part in it, or has no place for people on its \
             list. The answer names everything that is wrong.",
            "Put right what is named, and schedule or replan the flight again. Stops and agencies of \
             a flight do not change: cancel it and schedule another.",
        ),
    }
}
