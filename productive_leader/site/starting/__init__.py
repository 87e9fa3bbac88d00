"""`manage.py start`: the whole house on this machine, for a demo.

Nothing here but `prepare`, which runs in a process of its own, may need Django: the servers that
the settings name are begun here first.
"""
