"""What a step costs on this machine, as medians and as ratios that travel from one machine to another."""
