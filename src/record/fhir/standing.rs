//! What the status of a resource says: whether it happened, is so now, or counts for nothing.
//!
//! From the value sets of status in FHIR R4, resource by resource.

use super::Reason;

/// How a resource stands by its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is so now, or it happened and stays so.
    Now,
    /// It was so, and is over.
    Past,
    /// Somebody has looked, and it is not so.
    Refuted,
    /// It does not count.
    Not(Reason),
    /// It may or may not count.
    Unclear(Reason),
}

/// What a word in `status` says of a resource of this kind. `None` where the kind has no status, or an optional one that
/// is not there.
pub fn by_status(kind: &str, status: Option<&str>) -> Standing {
    use Standing::{Not, Now, Past, Unclear};
    let Some(status) = status else {
        return match kind {
            "Patient" | "Device" => Now,
            _ => Unclear(Reason::UnclearStatus),
        };
    };
    let (now, past, not): (&[&str], &[&str], &[&str]) = match kind {
        "Observation" => (&["final", "amended", "corrected"], &[], &["registered", "cancelled"]),
        "DiagnosticReport" => {
            (&["final", "amended", "corrected", "appended"], &[], &["registered", "cancelled"])
        }
        "Procedure" => (&["completed", "in-progress"], &[], &["preparation", "not-done"]),
        "MedicationRequest" => (&["active"], &["completed", "stopped"], &["cancelled", "draft"]),
        "MedicationStatement" => (&["active"], &["completed", "stopped"], &["intended", "not-taken"]),
        "MedicationAdministration" => (&["completed", "in-progress", "stopped"], &[], &["not-done"]),
        "Device" => (&["active"], &[], &[]),
        "DeviceUseStatement" => (&["active"], &["completed", "stopped"], &["intended"]),
        "Encounter" => {
            (&["arrived", "triaged", "in-progress", "onleave", "finished"], &[], &["planned", "cancelled"])
        }
        "Immunization" => (&["completed"], &[], &["not-done"]),
        "FamilyMemberHistory" => (&["completed", "partial"], &[], &["health-unknown"]),
        "Coverage" => (&["active"], &[], &["cancelled", "draft"]),
        _ => return Now,
    };
    match status {
        "entered-in-error" => Not(Reason::EnteredInError),
        _ if now.contains(&status) => Now,
        _ if past.contains(&status) => Past,
        _ if not.contains(&status) => Not(Reason::NotDone),
        _ => Unclear(Reason::UnclearStatus),
    }
}

/// What the verification of a condition or an allergy says. Most records do not give it, and mean it.
pub fn by_verification(status: Option<&str>) -> Standing {
    match status {
        None | Some("confirmed") => Standing::Now,
        Some("refuted") => Standing::Refuted,
        Some("entered-in-error") => Standing::Not(Reason::EnteredInError),
        _ => Standing::Unclear(Reason::Unconfirmed),
    }
}

/// What the clinical status of a condition or an allergy says, with whether an end of it is recorded.
pub fn by_clinical_status(status: Option<&str>, abated: bool) -> Standing {
    match (status, abated) {
        (Some("active" | "recurrence" | "relapse"), false) => Standing::Now,
        (Some("inactive" | "remission" | "resolved"), _) | (None, true) => Standing::Past,
        // One that is active and over at once says two things.
        _ => Standing::Unclear(Reason::UnclearStatus),
    }
}

/// What the intent of a request says.
pub fn by_intent(intent: Option<&str>) -> Standing {
    match intent {
        Some("order" | "original-order" | "reflex-order" | "filler-order" | "instance-order") => {
            Standing::Now
        }
        Some("proposal" | "plan" | "option") => Standing::Not(Reason::NotDone),
        _ => Standing::Unclear(Reason::UnclearStatus),
    }
}
