# 0 not met, 1 met, 2 unknown, 3 not applicable. What is not recorded is undefined, and so is every comparison with it: a rule
# says what it is when it is certain, either way, and is unknown otherwise.
package metabolic

answer := [verdict, rules]

rules := [
	adult, established, above_goal, recent_hba1c, metformin, at_risk,
	few_lows, pregnant, kidneys, heart, urgent, thin,
]

default verdict := 2

verdict := 3 if input.diabetes != "type2"

verdict := 0 if {
	input.diabetes == "type2"
	0 in rules
}

verdict := 1 if {
	input.diabetes == "type2"
	not 0 in rules
	not 2 in rules
}

default adult := 2

adult := 1 if input.birth_date <= "2007-11-20"

adult := 0 if input.birth_date > "2007-11-20"

default established := 2

established := 1 if input.diagnosed <= "2025-08-20"

established := 0 if input.diagnosed > "2025-08-20"

default above_goal := 2

above_goal := 1 if input.hba1c >= 7

above_goal := 0 if input.hba1c < 7

default recent_hba1c := 2

recent_hba1c := 1 if {
	input.hba1c_on >= "2025-05-20"
	input.hba1c_on <= "2025-11-20"
}

recent_hba1c := 0 if input.hba1c_on < "2025-05-20"

recent_hba1c := 0 if input.hba1c_on > "2025-11-20"

default metformin := 2

metformin := 1 if input.metformin == true

metformin := 1 if input.egfr < 30

metformin := 0 if {
	input.metformin == false
	input.egfr >= 30
}

# At least two of four: certain by those that hold, impossible once three do not.
certain contains "age" if input.birth_date <= "1965-11-20"

certain contains "bmi" if input.bmi >= 30

certain contains "systolic" if input.systolic >= 140

certain contains "egfr" if input.egfr < 60

refuted contains "age" if input.birth_date > "1965-11-20"

refuted contains "bmi" if input.bmi < 30

refuted contains "systolic" if input.systolic < 140

refuted contains "egfr" if input.egfr >= 60

default at_risk := 2

at_risk := 1 if count(certain) >= 2

at_risk := 0 if count(refuted) >= 3

default few_lows := 2

few_lows := 3 if input.insulin == false

few_lows := 1 if {
	not input.insulin == false
	input.hypos <= 1
}

few_lows := 0 if {
	input.insulin == true
	input.hypos > 1
}

default pregnant := 2

pregnant := 1 if input.sex == "male"

pregnant := 1 if input.pregnant == false

pregnant := 0 if {
	input.sex != "male"
	input.pregnant == true
}

default kidneys := 2

kidneys := 1 if input.egfr >= 20

kidneys := 0 if input.egfr < 20

default heart := 2

heart := 1 if input.nyha in {"none", "I", "II"}

heart := 0 if input.nyha in {"III", "IV"}

default urgent := 2

urgent := 0 if input.glucose > 300

urgent := 0 if input.hba1c > 12

urgent := 0 if input.systolic >= 180

urgent := 1 if {
	input.glucose <= 300
	input.hba1c <= 12
	input.systolic < 180
}

default thin := 2

thin := 1 if input.bmi >= 20

thin := 0 if input.bmi < 20
