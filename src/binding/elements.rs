//! The elements of FHIR R4 that a binding may name, and their types.
//!
//! Of the resources that say something of a patient, and of those that these refer to; of the types of elements what a
//! value could stand in. From the definitions of R4 (4.0.1): <https://hl7.org/fhir/R4/resourcelist.html>.

/// The kinds of resources that a fact can be bound from, with the element that names the patient.
pub const BOUND: &[(&str, &str)] = &[
    ("AllergyIntolerance", "patient"),
    ("Condition", "subject"),
    ("Coverage", "beneficiary"),
    ("Device", "patient"),
    ("DeviceUseStatement", "subject"),
    ("DiagnosticReport", "subject"),
    ("Encounter", "subject"),
    ("FamilyMemberHistory", "patient"),
    ("Immunization", "patient"),
    ("MedicationAdministration", "subject"),
    ("MedicationRequest", "subject"),
    ("MedicationStatement", "subject"),
    ("Observation", "subject"),
    ("Patient", ""),
    ("Procedure", "subject"),
];

/// Types whose values are written as one JSON value.
const PRIMITIVES: &[&str] =
    &["boolean", "code", "date", "dateTime", "decimal", "instant", "integer", "string", "time", "uri"];

/// One element: `value[]:Quantity|CodeableConcept`, with `[]` where its name ends in its type.
const TYPES: &[(&str, &str)] = &[
    ("Element", "extension:Extension"),
    (
        "Extension",
        "url:uri value[]:boolean|code|date|dateTime|decimal|instant|integer|string|time|uri|Age|Annotation|\
         CodeableConcept|Coding|Duration|Identifier|Period|Quantity|Range|Ratio|Reference",
    ),
    ("CodeableConcept", "coding:Coding text:string"),
    ("Coding", "system:uri version:string code:code display:string userSelected:boolean"),
    ("Quantity", "value:decimal comparator:code unit:string system:uri code:code"),
    ("Period", "start:dateTime end:dateTime"),
    ("Range", "low:Quantity high:Quantity"),
    ("Ratio", "numerator:Quantity denominator:Quantity"),
    ("Reference", "reference:string type:uri identifier:Identifier display:string"),
    ("Identifier", "use:code type:CodeableConcept system:uri value:string period:Period"),
    ("Annotation", "author[]:Reference|string time:dateTime text:string"),
    ("Timing", "event:dateTime repeat:Timing.repeat code:CodeableConcept"),
    (
        "Timing.repeat",
        "bounds[]:Duration|Range|Period count:integer frequency:integer period:decimal periodUnit:code",
    ),
    ("HumanName", "use:code text:string family:string given:string period:Period"),
    (
        "Address",
        "use:code type:code text:string line:string city:string district:string state:string \
         postalCode:string country:string period:Period",
    ),
    ("Meta", "versionId:string lastUpdated:instant source:uri profile:uri security:Coding tag:Coding"),
    (
        "Dosage",
        "sequence:integer text:string additionalInstruction:CodeableConcept patientInstruction:string \
         timing:Timing asNeeded[]:boolean|CodeableConcept site:CodeableConcept route:CodeableConcept \
         method:CodeableConcept doseAndRate:Dosage.doseAndRate maxDosePerPeriod:Ratio \
         maxDosePerAdministration:Quantity maxDosePerLifetime:Quantity",
    ),
    ("Dosage.doseAndRate", "type:CodeableConcept dose[]:Range|Quantity rate[]:Ratio|Range|Quantity"),
    ("Resource", "id:string meta:Meta language:code extension:Extension"),
    (
        "AllergyIntolerance",
        "identifier:Identifier clinicalStatus:CodeableConcept verificationStatus:CodeableConcept type:code \
         category:code criticality:code code:CodeableConcept patient:Reference encounter:Reference \
         onset[]:dateTime|Age|Period|Range|string recordedDate:dateTime recorder:Reference asserter:Reference \
         lastOccurrence:dateTime note:Annotation reaction:AllergyIntolerance.reaction",
    ),
    (
        "AllergyIntolerance.reaction",
        "substance:CodeableConcept manifestation:CodeableConcept description:string onset:dateTime \
         severity:code exposureRoute:CodeableConcept note:Annotation",
    ),
    (
        "Condition",
        "identifier:Identifier clinicalStatus:CodeableConcept verificationStatus:CodeableConcept \
         category:CodeableConcept severity:CodeableConcept code:CodeableConcept bodySite:CodeableConcept \
         subject:Reference encounter:Reference onset[]:dateTime|Age|Period|Range|string \
         abatement[]:dateTime|Age|Period|Range|string recordedDate:dateTime recorder:Reference \
         asserter:Reference stage:Condition.stage evidence:Condition.evidence note:Annotation",
    ),
    ("Condition.stage", "summary:CodeableConcept assessment:Reference type:CodeableConcept"),
    ("Condition.evidence", "code:CodeableConcept detail:Reference"),
    (
        "Coverage",
        "identifier:Identifier status:code type:CodeableConcept policyHolder:Reference subscriber:Reference \
         subscriberId:string beneficiary:Reference dependent:string relationship:CodeableConcept \
         period:Period payor:Reference class:Coverage.class order:integer network:string \
         subrogation:boolean contract:Reference",
    ),
    ("Coverage.class", "type:CodeableConcept value:string name:string"),
    (
        "Device",
        "identifier:Identifier status:code statusReason:CodeableConcept distinctIdentifier:string \
         manufacturer:string manufactureDate:dateTime expirationDate:dateTime lotNumber:string \
         serialNumber:string modelNumber:string partNumber:string type:CodeableConcept patient:Reference \
         owner:Reference location:Reference url:uri note:Annotation safety:CodeableConcept parent:Reference",
    ),
    (
        "DeviceUseStatement",
        "identifier:Identifier basedOn:Reference status:code subject:Reference derivedFrom:Reference \
         timing[]:Timing|Period|dateTime recordedOn:dateTime source:Reference device:Reference \
         reasonCode:CodeableConcept reasonReference:Reference bodySite:CodeableConcept note:Annotation",
    ),
    (
        "DiagnosticReport",
        "identifier:Identifier basedOn:Reference status:code category:CodeableConcept code:CodeableConcept \
         subject:Reference encounter:Reference effective[]:dateTime|Period issued:instant \
         performer:Reference resultsInterpreter:Reference specimen:Reference result:Reference \
         imagingStudy:Reference conclusion:string conclusionCode:CodeableConcept",
    ),
    (
        "Encounter",
        "identifier:Identifier status:code class:Coding type:CodeableConcept serviceType:CodeableConcept \
         priority:CodeableConcept subject:Reference episodeOfCare:Reference basedOn:Reference period:Period \
         length:Duration reasonCode:CodeableConcept reasonReference:Reference \
         diagnosis:Encounter.diagnosis hospitalization:Encounter.hospitalization \
         serviceProvider:Reference partOf:Reference",
    ),
    ("Encounter.diagnosis", "condition:Reference use:CodeableConcept rank:integer"),
    (
        "Encounter.hospitalization",
        "admitSource:CodeableConcept reAdmission:CodeableConcept dischargeDisposition:CodeableConcept",
    ),
    (
        "FamilyMemberHistory",
        "identifier:Identifier status:code dataAbsentReason:CodeableConcept patient:Reference date:dateTime \
         name:string relationship:CodeableConcept sex:CodeableConcept born[]:Period|date|string \
         age[]:Age|Range|string estimatedAge:boolean deceased[]:boolean|Age|Range|date|string \
         reasonCode:CodeableConcept reasonReference:Reference note:Annotation \
         condition:FamilyMemberHistory.condition",
    ),
    (
        "FamilyMemberHistory.condition",
        "code:CodeableConcept outcome:CodeableConcept contributedToDeath:boolean \
         onset[]:Age|Range|Period|string note:Annotation",
    ),
    (
        "Immunization",
        "identifier:Identifier status:code statusReason:CodeableConcept vaccineCode:CodeableConcept \
         patient:Reference encounter:Reference occurrence[]:dateTime|string recorded:dateTime \
         primarySource:boolean reportOrigin:CodeableConcept location:Reference manufacturer:Reference \
         lotNumber:string expirationDate:date site:CodeableConcept route:CodeableConcept \
         doseQuantity:Quantity note:Annotation reasonCode:CodeableConcept reasonReference:Reference \
         isSubpotent:boolean subpotentReason:CodeableConcept \
         protocolApplied:Immunization.protocolApplied",
    ),
    (
        "Immunization.protocolApplied",
        "series:string authority:Reference targetDisease:CodeableConcept doseNumber[]:integer|string \
         seriesDoses[]:integer|string",
    ),
    (
        "MedicationAdministration",
        "identifier:Identifier partOf:Reference status:code statusReason:CodeableConcept \
         category:CodeableConcept medication[]:CodeableConcept|Reference subject:Reference context:Reference \
         effective[]:dateTime|Period reasonCode:CodeableConcept reasonReference:Reference \
         request:Reference device:Reference note:Annotation dosage:MedicationAdministration.dosage",
    ),
    (
        "MedicationAdministration.dosage",
        "text:string site:CodeableConcept route:CodeableConcept method:CodeableConcept dose:Quantity \
         rate[]:Ratio|Quantity",
    ),
    (
        "MedicationRequest",
        "identifier:Identifier status:code statusReason:CodeableConcept intent:code \
         category:CodeableConcept priority:code doNotPerform:boolean reported[]:boolean|Reference \
         medication[]:CodeableConcept|Reference subject:Reference encounter:Reference authoredOn:dateTime \
         requester:Reference recorder:Reference reasonCode:CodeableConcept reasonReference:Reference \
         basedOn:Reference courseOfTherapyType:CodeableConcept note:Annotation dosageInstruction:Dosage \
         dispenseRequest:MedicationRequest.dispenseRequest priorPrescription:Reference",
    ),
    (
        "MedicationRequest.dispenseRequest",
        "validityPeriod:Period numberOfRepeatsAllowed:integer quantity:Quantity \
         expectedSupplyDuration:Duration",
    ),
    (
        "MedicationStatement",
        "identifier:Identifier basedOn:Reference partOf:Reference status:code statusReason:CodeableConcept \
         category:CodeableConcept medication[]:CodeableConcept|Reference subject:Reference context:Reference \
         effective[]:dateTime|Period dateAsserted:dateTime informationSource:Reference \
         reasonCode:CodeableConcept reasonReference:Reference note:Annotation dosage:Dosage",
    ),
    (
        "Observation",
        "identifier:Identifier basedOn:Reference partOf:Reference status:code category:CodeableConcept \
         code:CodeableConcept subject:Reference focus:Reference encounter:Reference \
         effective[]:dateTime|Period|Timing|instant issued:instant performer:Reference \
         value[]:Quantity|CodeableConcept|string|boolean|integer|Range|Ratio|time|dateTime|Period \
         dataAbsentReason:CodeableConcept interpretation:CodeableConcept note:Annotation \
         bodySite:CodeableConcept method:CodeableConcept specimen:Reference device:Reference \
         referenceRange:Observation.referenceRange hasMember:Reference derivedFrom:Reference \
         component:Observation.component",
    ),
    (
        "Observation.referenceRange",
        "low:Quantity high:Quantity type:CodeableConcept appliesTo:CodeableConcept age:Range text:string",
    ),
    (
        "Observation.component",
        "code:CodeableConcept \
         value[]:Quantity|CodeableConcept|string|boolean|integer|Range|Ratio|time|dateTime|Period \
         dataAbsentReason:CodeableConcept interpretation:CodeableConcept \
         referenceRange:Observation.referenceRange",
    ),
    (
        "Patient",
        "identifier:Identifier active:boolean name:HumanName gender:code birthDate:date \
         deceased[]:boolean|dateTime address:Address maritalStatus:CodeableConcept \
         multipleBirth[]:boolean|integer communication:Patient.communication \
         generalPractitioner:Reference managingOrganization:Reference",
    ),
    ("Patient.communication", "language:CodeableConcept preferred:boolean"),
    (
        "Procedure",
        "identifier:Identifier basedOn:Reference partOf:Reference status:code statusReason:CodeableConcept \
         category:CodeableConcept code:CodeableConcept subject:Reference encounter:Reference \
         performed[]:dateTime|Period|string|Age|Range recorder:Reference asserter:Reference \
         location:Reference reasonCode:CodeableConcept reasonReference:Reference bodySite:CodeableConcept \
         outcome:CodeableConcept report:Reference complication:CodeableConcept followUp:CodeableConcept \
         note:Annotation focalDevice:Procedure.focalDevice usedReference:Reference usedCode:CodeableConcept",
    ),
    ("Procedure.focalDevice", "action:CodeableConcept manipulated:Reference"),
    // What the others refer to.
    (
        "Medication",
        "identifier:Identifier code:CodeableConcept status:code manufacturer:Reference form:CodeableConcept \
         amount:Ratio ingredient:Medication.ingredient",
    ),
    ("Medication.ingredient", "item[]:CodeableConcept|Reference isActive:boolean strength:Ratio"),
    ("Organization", "identifier:Identifier active:boolean type:CodeableConcept name:string"),
    ("Practitioner", "identifier:Identifier active:boolean name:HumanName gender:code birthDate:date"),
    ("Specimen", "identifier:Identifier status:code type:CodeableConcept receivedTime:dateTime"),
];

/// What stands under the name of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The keys under which it may stand in JSON, each with its type: `valueQuantity`, `valueString`.
    pub keys: Vec<(String, &'static str)>,
}

/// Is this the name of a resource, a part of one, or the type of an element?
pub fn is_known(ty: &str) -> bool {
    TYPES.iter().any(|(name, _)| *name == ty)
}

/// Is a value of this type one JSON value?
pub fn is_primitive(ty: &str) -> bool {
    PRIMITIVES.contains(&ty)
}

/// Is this a resource, not a part of one nor the type of an element?
fn is_resource(ty: &str) -> bool {
    TYPES.iter().skip_while(|(name, _)| *name != "Resource").skip(1).any(|(name, _)| *name == ty)
        && !ty.contains('.')
}

/// A quantity by another name.
fn plain(ty: &str) -> &str {
    match ty {
        "Age" | "Duration" => "Quantity",
        other => other,
    }
}

/// The elements of a type, as they are written above.
fn written(ty: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let own = TYPES.iter().find(|(name, _)| *name == plain(ty)).map_or("", |(_, elements)| elements);
    let common = TYPES.iter().find(|(name, _)| *name == if is_resource(ty) { "Resource" } else { "Element" });
    let common = common.map_or("", |(_, elements)| elements);
    own.split_whitespace().chain(common.split_whitespace()).filter_map(|element| element.split_once(':'))
}

/// The names of the elements of a type: `value` for `value[x]`.
pub fn names(ty: &str) -> impl Iterator<Item = &'static str> {
    written(ty).map(|(name, _)| name.trim_end_matches("[]"))
}

/// What stands under this name in something of this type: `value` of an observation, or `valueQuantity` alone.
pub fn find(ty: &str, name: &str) -> Option<Found> {
    written(ty).find_map(|(own, types)| match own.strip_suffix("[]") {
        None => (own == name).then(|| Found { keys: vec![(own.to_owned(), types)] }),
        Some(stem) => {
            let all = types.split('|').map(|ty| (format!("{stem}{}", capitalized(ty)), ty));
            let keys: Vec<_> = all.filter(|(key, _)| stem == name || key == name).collect();
            (!keys.is_empty()).then_some(Found { keys })
        }
    })
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_ascii_uppercase().to_string() + chars.as_str()).unwrap_or_default()
}

/// The resources that a reference may lead to which are looked into.
pub const REFERRED: &[&str] = &[
    "Condition",
    "Device",
    "Encounter",
    "Medication",
    "MedicationRequest",
    "Observation",
    "Organization",
    "Practitioner",
    "Procedure",
    "Specimen",
];

/// The kinds of resources that a reference under this name leads to.
pub fn targets(name: &str) -> &'static [&'static str] {
    match name {
        "medicationReference" | "itemReference" => &["Medication"],
        "device" | "manipulated" => &["Device"],
        "usedReference" => &["Device", "Medication"],
        "encounter" | "context" => &["Encounter"],
        "specimen" => &["Specimen"],
        "result" | "hasMember" | "derivedFrom" => &["Observation"],
        "condition" | "reasonReference" | "detail" => &["Condition", "Observation", "Procedure"],
        "request" | "priorPrescription" => &["MedicationRequest"],
        _ => REFERRED,
    }
}

/// The code of what a resource is, where a reference to it stands for its code.
pub fn code_element(resource: &str) -> Option<&'static str> {
    match resource {
        "Device" | "Organization" | "Specimen" => Some("type"),
        "Condition" | "Medication" | "Observation" | "Procedure" => Some("code"),
        _ => None,
    }
}

/// The name of every bound resource, and of every part of one that can be bound.
pub fn sources() -> impl Iterator<Item = &'static str> {
    TYPES.iter().map(|(name, _)| *name).filter(|name| {
        let whole = name.split('.').next().unwrap_or(name);
        BOUND.iter().any(|(bound, _)| *bound == whole)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_that_is_named_is_known() {
        for (name, elements) in TYPES {
            for element in elements.split_whitespace() {
                let (_, types) = element.split_once(':').unwrap_or_default();
                for ty in types.split('|') {
                    assert!(is_primitive(ty) || is_known(plain(ty)), "{name}: {element}");
                }
            }
        }
    }

    #[test]
    fn a_choice_of_types_is_found_by_its_stem_and_by_each_of_its_names() {
        let keys = |name| find("Condition", name).map(|found| found.keys.len());
        assert_eq!(keys("onset"), Some(5));
        assert_eq!(keys("onsetDateTime"), Some(1));
        assert_eq!(keys("onsetBoolean"), None);
    }
}
