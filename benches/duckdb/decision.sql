-- The twelve rules of examples/cohort/metabolic.elig as one query of DuckDB, from NDJSON to CSV.
--
-- {data} and {out} are the names of the two files, {as_of} is the day of the decision; run.py fills them in.
-- It is written to be fast: columns have explicit types, so that nothing is guessed from a sample; bounds of dates are
-- constants, so that no date is shifted for each row. The language shifts the earlier date, and clamps it to the month's
-- last day; to shift the later one back is the same where the day of the decision is before the 28th of its month.
-- Numbers with a decimal are DOUBLE: every bound is a whole number, of which no rounding of a tenth is on the other side.
-- NULL is SQL's word for what is not recorded, and AND, OR, NOT and comparisons treat it as the language does: unknown.
-- Three things are said by hand:
--   * "at least 2 of" counts what is certain (NULL as false) and what is possible (NULL as true);
--   * a rule with a guard is unknown with an unknown guard, unless its condition is met either way;
--   * a verdict asks first what stands in the way, then whether anything is open.
-- Declared ranges decide nothing here: no bound of a rule is at an end of one.
COPY (
  WITH patient AS (
    SELECT
      id,
      birth_date <= CAST(DATE '{as_of}' - INTERVAL 18 YEAR AS DATE) AS adult,
      birth_date <= CAST(DATE '{as_of}' - INTERVAL 60 YEAR AS DATE) AS sixty,
      sex <> 'male' AND pregnant AS pregnant,
      diabetes = 'type2' AS scope,
      diagnosed <= CAST(DATE '{as_of}' - INTERVAL 3 MONTH AS DATE) AS established,
      hba1c,
      hba1c_on BETWEEN CAST(DATE '{as_of}' - INTERVAL 6 MONTH AS DATE) AND DATE '{as_of}' AS recent_hba1c,
      glucose,
      egfr,
      systolic,
      bmi,
      nyha IN ('III', 'IV') AS heart,
      metformin,
      insulin,
      hypos
    FROM read_ndjson('{data}', columns = {
      id: 'VARCHAR',
      birth_date: 'DATE',
      sex: 'VARCHAR',
      pregnant: 'BOOLEAN',
      diabetes: 'VARCHAR',
      diagnosed: 'DATE',
      hba1c: 'DOUBLE',
      hba1c_on: 'DATE',
      glucose: 'INTEGER',
      egfr: 'INTEGER',
      systolic: 'INTEGER',
      bmi: 'DOUBLE',
      nyha: 'VARCHAR',
      metformin: 'BOOLEAN',
      insulin: 'BOOLEAN',
      hypos: 'INTEGER'
    })
  ),
  -- Of each rule whether it is met: what a require asks holds, what an exclude forbids does not.
  rule AS (
    SELECT
      id,
      scope,
      adult,
      established,
      hba1c >= 7 AS above_goal,
      recent_hba1c,
      metformin OR egfr < 30 AS metformin,
      CASE
        WHEN coalesce(sixty, false)::INTEGER + coalesce(bmi >= 30, false)::INTEGER
          + coalesce(systolic >= 140, false)::INTEGER + coalesce(egfr < 60, false)::INTEGER >= 2 THEN true
        WHEN coalesce(sixty, true)::INTEGER + coalesce(bmi >= 30, true)::INTEGER
          + coalesce(systolic >= 140, true)::INTEGER + coalesce(egfr < 60, true)::INTEGER < 2 THEN false
      END AS at_risk,
      insulin,
      hypos <= 1 AS few_lows,
      NOT pregnant AS pregnant,
      egfr >= 20 AS kidneys,
      NOT heart AS heart,
      NOT (glucose > 300 OR hba1c > 12 OR systolic >= 180) AS urgent,
      bmi >= 20 AS thin
    FROM patient
  )
  SELECT
    id AS record,
    CASE
      WHEN NOT scope THEN 'not-applicable'
      WHEN scope IS NULL THEN 'undetermined'
      WHEN NOT adult OR NOT established OR NOT above_goal OR NOT recent_hba1c OR NOT metformin OR NOT at_risk
        OR (insulin AND NOT few_lows) OR NOT pregnant OR NOT kidneys OR NOT heart OR NOT urgent OR NOT thin
        THEN 'ineligible'
      WHEN adult AND established AND above_goal AND recent_hba1c AND metformin AND at_risk
        AND (NOT insulin OR few_lows) AND pregnant AND kidneys AND heart AND urgent AND thin
        THEN 'eligible'
      ELSE 'undetermined'
    END AS verdict,
    CASE adult WHEN true THEN 'met' WHEN false THEN 'not-met' ELSE 'unknown' END AS adult,
    CASE established WHEN true THEN 'met' WHEN false THEN 'not-met' ELSE 'unknown' END AS established,
    CASE above_goal WHEN true THEN 'met' WHEN false THEN 'not-met' ELSE 'unknown' END AS above_goal,
    CASE recent_hba1c WHEN true THEN 'met' WHEN false THEN 'not-met' ELSE 'unknown' END AS recent_hba1c,
    CASE metformin WHEN true THEN 'met' WHEN false THEN 'not-met' ELSE 'unknown' END AS metformin,
    CASE at_risk WHEN true THEN 'met' WHEN false THEN 'not-met' ELSE 'unknown' END AS at_risk,
    CASE
      WHEN NOT insulin THEN 'not-applicable'
      WHEN few_lows THEN 'met'
      WHEN insulin AND NOT few_lows THEN 'not-met'
      ELSE 'unknown'
    END AS few_lows,
    CASE pregnant WHEN true THEN 'met' WHEN false THEN 'not-met' ELSE 'unknown' END AS pregnant,
    CASE kidneys WHEN true THEN 'met' WHEN false THEN 'not-met' ELSE 'unknown' END AS kidneys,
    CASE heart WHEN true THEN 'met' WHEN false THEN 'not-met' ELSE 'unknown' END AS heart,
    CASE urgent WHEN true THEN 'met' WHEN false THEN 'not-met' ELSE 'unknown' END AS urgent,
    CASE thin WHEN true THEN 'met' WHEN false THEN 'not-met' ELSE 'unknown' END AS thin
  FROM rule
) TO '{out}' (FORMAT csv, HEADER);
