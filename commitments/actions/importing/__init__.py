"""Take in files of activities and targets: read, shown beforehand, stored in batches, taken back."""
