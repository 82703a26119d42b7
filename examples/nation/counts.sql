-- How much weight stands at each amount of each line: all that a rule of aggregation reads. `ballots` has a row for each ballot and a column for
-- each line. Sums of integers and of decimals, so that the order in which an engine adds does not matter.
SELECT 'health' AS line, health AS amount, sum(weight) AS weight FROM ballots GROUP BY health
UNION ALL SELECT 'schools', schools, sum(weight) FROM ballots GROUP BY schools
UNION ALL SELECT 'universities', universities, sum(weight) FROM ballots GROUP BY universities
UNION ALL SELECT 'transport', transport, sum(weight) FROM ballots GROUP BY transport
UNION ALL SELECT 'housing', housing, sum(weight) FROM ballots GROUP BY housing
UNION ALL SELECT 'integration', integration, sum(weight) FROM ballots GROUP BY integration
UNION ALL SELECT 'care', care, sum(weight) FROM ballots GROUP BY care
UNION ALL SELECT 'justice', justice, sum(weight) FROM ballots GROUP BY justice
UNION ALL SELECT 'research', research, sum(weight) FROM ballots GROUP BY research
UNION ALL SELECT 'culture', culture, sum(weight) FROM ballots GROUP BY culture
UNION ALL SELECT 'environment', environment, sum(weight) FROM ballots GROUP BY environment
UNION ALL SELECT 'works', works, sum(weight) FROM ballots GROUP BY works
