Command exited with non-zero status 1
10k 0.10 s 0.03 u 0.00 s 23808 KiB
