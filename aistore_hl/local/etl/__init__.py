"""ETL: transformers as child processes, one for each target."""
