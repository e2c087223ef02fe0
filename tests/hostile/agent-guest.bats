#!/usr/bin/env bats
# A machine whose agent is hostile, where the suite runs in the machine. The attacks: rogue.py.

load ../common
load graded
load protocol

setup_file() { stage_begin; }
setup() { stage_here; }
teardown() { attack_over; }
teardown_file() { stage_end; }

@test "honest" { attacked honest guest; spared; }
@test "silent" { attacked silent guest; reasons_are agent_silent; }
@test "silent from the start on" { attacked silent guest start; reasons_are agent_silent; }
@test "slow" { attacked slow guest; reasons_are agent_silent; }
@test "slow from the start on" { attacked slow guest start; reasons_are agent_silent; }
@test "late" { attacked late guest; }
@test "late-reads" { attacked late-reads guest; }
@test "twice" { attacked twice guest; reasons_are tampered; }
@test "twice from the start on" { attacked twice guest start; reasons_are tampered; }
@test "stale" { attacked stale guest; reasons_are tampered; }
@test "of-another" { attacked of-another guest; reasons_are tampered; }
@test "wrong-id" { attacked wrong-id guest; reasons_are agent_silent; }
@test "binary" { attacked binary guest; reasons_are tampered; }
@test "binary from the start on" { attacked binary guest start; reasons_are tampered; }
@test "unbalanced" { attacked unbalanced guest; reasons_are tampered; }
@test "trailing" { attacked trailing guest; reasons_are tampered; }
@test "deep" { attacked deep guest; reasons_are tampered; }
@test "wide" { attacked wide guest; reasons_are tampered; }
@test "wide from the start on" { attacked wide guest start; reasons_are tampered; }
@test "many-keys" { attacked many-keys guest; reasons_are tampered; }
@test "many-keys from the start on" { attacked many-keys guest start; reasons_are tampered; }
@test "huge-numbers" { attacked huge-numbers guest; reasons_are tampered; }
@test "endless" { attacked endless guest; reasons_are tampered; }
@test "endless from the start on" { attacked endless guest start; reasons_are tampered; }
@test "flood" { attacked flood guest; reasons_are tampered; }
@test "flood from the start on" { attacked flood guest start; reasons_are agent_silent; }
@test "dies" { attacked dies guest; reasons_are 'agent_silent|transport'; }
@test "dies from the start on" { attacked dies guest start; reasons_are 'agent_silent|transport'; }
@test "restarts" { attacked restarts guest; }
@test "hangs-up" { attacked hangs-up guest; reasons_are 'transport|agent_silent'; }
@test "hangs-up from the start on" { attacked hangs-up guest start; reasons_are 'transport|agent_silent'; }
@test "never-exits" { attacked never-exits guest; spared; }
@test "never-exits from the start on" { attacked never-exits guest start; reasons_are 'agent_silent|timeout|internal'; }
@test "no-exitcode" { attacked no-exitcode guest; reasons_are tampered; }
@test "exited-at-once" { attacked exited-at-once guest; reasons_are internal; }
@test "exited-text" { attacked exited-text guest; reasons_are tampered; }
@test "does-nothing" { attacked does-nothing guest; reasons_are agent_restarted; }
@test "pid-negative" { attacked pid-negative guest; reasons_are tampered; }
@test "pid-negative from the start on" { attacked pid-negative guest start; reasons_are tampered; }
@test "pid-huge" { attacked pid-huge guest; reasons_are tampered; }
@test "pid-text" { attacked pid-text guest; reasons_are tampered; }
@test "write-more" { attacked write-more guest; reasons_are tampered; }
@test "write-negative" { attacked write-negative guest; reasons_are tampered; }
@test "write-zero" { attacked write-zero guest; reasons_are tampered; }
@test "write-one" { attacked write-one guest; reasons_are 'agent_silent|timeout'; }
@test "write-nothing" { attacked write-nothing guest; reasons_are 'internal|transport'; }
@test "read-more" { attacked read-more guest; reasons_are tampered; }
@test "read-base64" { attacked read-base64 guest; reasons_are tampered; }
@test "read-count" { attacked read-count guest; reasons_are tampered; }
@test "never-eof" { attacked never-eof guest; reasons_are tampered; }
@test "lines-for-ever" { attacked lines-for-ever guest; reasons_are tampered; }
@test "withholds" { attacked withholds guest; reasons_are internal; }
@test "edits" { attacked edits guest; reasons_are tampered; }
@test "full-share" { attacked full-share guest; reasons_are tampered; }
@test "drops" { attacked drops guest; reasons_are tampered; }
@test "repeats" { attacked repeats guest; reasons_are tampered; }
@test "invents" { attacked invents guest; reasons_are tampered; }
@test "keyed-unknown" { attacked keyed-unknown guest; reasons_are internal; }
@test "keyed-duplicate" { attacked keyed-duplicate guest; reasons_are tampered; }
@test "keyed-above" { attacked keyed-above guest; reasons_are tampered; }
@test "keyed-nan" { attacked keyed-nan guest; reasons_are tampered; }
@test "keyed-negative" { attacked keyed-negative guest; reasons_are tampered; }
@test "keyed-1e308" { attacked keyed-1e308 guest; reasons_are tampered; }
@test "keyed-2-63" { attacked keyed-2-63 guest; reasons_are tampered; }
@test "keyed-text" { attacked keyed-text guest; reasons_are tampered; }
@test "keyed-skipped" { attacked keyed-skipped guest; reasons_are internal; }
@test "keyed-surrogate" { attacked keyed-surrogate guest; reasons_are tampered; }
@test "keyed-many" { attacked keyed-many guest; reasons_are tampered; }
@test "keyed-deep" { attacked keyed-deep guest; reasons_are tampered; }
@test "keyed-number" { attacked keyed-number guest; reasons_are internal; }
@test "keyed-terminal" { attacked keyed-terminal guest; reasons_are internal; }
@test "keyed-long" { attacked keyed-long guest; reasons_are tampered; }
@test "handle-text" { attacked handle-text guest; reasons_are tampered; }
@test "handle-negative" { attacked handle-negative guest; reasons_are tampered; }
@test "error-5-mb" { attacked error-5-mb guest; reasons_are tampered; }
@test "error-long" { attacked error-long guest; reasons_are 'agent_restarted|agent_refused'; }
@test "error-text" { attacked error-text guest; reasons_are 'agent_restarted|agent_refused'; }
@test "disabled" { attacked disabled guest; reasons_are agent_disabled; }
