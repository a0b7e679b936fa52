"""Following live jobs: who is asked when, what the answers mean, and how it is shown.

    calls     one call in a thread of its own, so that a slow answer holds nobody up
    pacing    how long to wait between two calls
    poller    whose turn it is; gives up; ends at a time-out
    jobs      what is known of one job
    events    what happens, as values; words for them
    watch     puts these together and knows the exit status
    plain, live, json_lines    three ways to show events

Nothing here changes a job: the only call is the one that describes it.
"""
