"""How assets are divided: one partition a project, added when its first file, command or click arrives."""

import dagster as dg

projects = dg.DynamicPartitionsDefinition(name="projects")
