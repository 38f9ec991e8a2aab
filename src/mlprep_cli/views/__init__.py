"""What mlprep shows. Pure: values in, Rich renderables or JSON text out."""
