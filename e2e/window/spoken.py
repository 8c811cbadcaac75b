"""Prints what a screen reader finds in a program's window, one "role: name" a line.

The argument is the program's process id. Nothing is printed while the window has no page.
"""
import sys

import pyatspi


def walk(node, depth=0):
    if node is None or depth > 60:
        return
    if node.name:
        print(f"{node.getRoleName()}: {node.name}")
    for child in node:
        walk(child, depth + 1)


for program in pyatspi.Registry.getDesktop(0):
    if program and program.get_process_id() == int(sys.argv[1]):
        walk(program)
