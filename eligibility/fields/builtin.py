"""The fields that every rulebook has, whatever its vocabulary."""

OBJECTIVES = "objectives"
PERIMETER = "perimeter"
PERIOD = "period"
