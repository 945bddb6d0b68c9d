"""Kernels of one machine share what each of them would import.

A parent has imported it (`parent`), and each kernel is a fork of that one
(`kernel`). Linux keeps what none of them writes to once, and a fork has
nothing to wait for. A Jupyter server asks for a kernel by its provisioner
(`provisioner`), and starts an ordinary one if it gets none.
"""
