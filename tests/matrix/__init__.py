"""Who sees what through which address: generated, and compared with the kernel's rules."""
