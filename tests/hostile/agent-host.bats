#!/usr/bin/env bats
# A machine whose agent is hostile, where the suite runs on the host and each command goes to the machine. The attacks: rogue.py.

load ../common
load graded
load protocol

setup_file() { stage_begin; }
setup() { stage_here; }
teardown() { attack_over; }
teardown_file() { stage_end; }

@test "honest" { attacked honest host; spared; }
@test "silent" { attacked silent host; reasons_are 'timeout|agent_silent'; }
@test "silent from the start on" { attacked silent host start; reasons_are 'timeout|agent_silent'; }
@test "slow" { attacked slow host; reasons_are 'timeout|agent_silent'; }
@test "slow from the start on" { attacked slow host start; reasons_are 'timeout|agent_silent'; }
@test "late" { attacked late host; }
@test "late-reads" { attacked late-reads host; }
@test "twice" { attacked twice host; reasons_are tampered; }
@test "twice from the start on" { attacked twice host start; reasons_are tampered; }
@test "stale" { attacked stale host; reasons_are tampered; }
@test "of-another" { attacked of-another host; reasons_are tampered; }
@test "wrong-id" { attacked wrong-id host; reasons_are 'timeout|agent_silent'; }
@test "binary" { attacked binary host; reasons_are tampered; }
@test "binary from the start on" { attacked binary host start; reasons_are tampered; }
@test "unbalanced" { attacked unbalanced host; reasons_are tampered; }
@test "trailing" { attacked trailing host; reasons_are tampered; }
@test "deep" { attacked deep host; reasons_are tampered; }
@test "wide" { attacked wide host; reasons_are tampered; }
@test "wide from the start on" { attacked wide host start; reasons_are tampered; }
@test "many-keys" { attacked many-keys host; reasons_are tampered; }
@test "many-keys from the start on" { attacked many-keys host start; reasons_are tampered; }
@test "huge-numbers" { attacked huge-numbers host; reasons_are tampered; }
@test "endless" { attacked endless host; reasons_are tampered; }
@test "endless from the start on" { attacked endless host start; reasons_are tampered; }
@test "flood" { attacked flood host; reasons_are 'tampered|timeout'; }
@test "flood from the start on" { attacked flood host start; reasons_are 'timeout|agent_silent'; }
@test "dies" { attacked dies host; reasons_are 'transport|agent_silent'; }
@test "dies from the start on" { attacked dies host start; reasons_are 'agent_silent|transport'; }
@test "restarts" { attacked restarts host; reasons_are 'transport|agent_silent|agent_restarted'; }
@test "hangs-up" { attacked hangs-up host; reasons_are transport; }
@test "hangs-up from the start on" { attacked hangs-up host start; reasons_are 'transport|agent_silent'; }
@test "never-exits" { attacked never-exits host; spared; }
@test "never-exits from the start on" { attacked never-exits host start; reasons_are 'timeout|agent_silent|internal'; }
@test "no-exitcode" { attacked no-exitcode host; reasons_are tampered; }
@test "exited-at-once" { attacked exited-at-once host; }
@test "exited-text" { attacked exited-text host; reasons_are tampered; }
@test "does-nothing" { attacked does-nothing host; reasons_are 'timeout|agent_silent|agent_restarted'; }
@test "pid-negative" { attacked pid-negative host; reasons_are tampered; }
@test "pid-negative from the start on" { attacked pid-negative host start; reasons_are tampered; }
@test "pid-huge" { attacked pid-huge host; reasons_are tampered; }
@test "pid-text" { attacked pid-text host; reasons_are tampered; }
@test "write-more" { attacked write-more host; reasons_are tampered; }
@test "write-negative" { attacked write-negative host; reasons_are tampered; }
@test "write-zero" { attacked write-zero host; reasons_are tampered; }
@test "write-one" { attacked write-one host; reasons_are 'timeout|agent_silent'; }
@test "write-nothing" { attacked write-nothing host; reasons_are 'transport|timeout|tampered'; }
@test "read-more" { attacked read-more host; reasons_are tampered; }
@test "read-base64" { attacked read-base64 host; reasons_are tampered; }
@test "read-count" { attacked read-count host; reasons_are tampered; }
@test "never-eof" { attacked never-eof host; reasons_are tampered; }
@test "lines-for-ever" { attacked lines-for-ever host; reasons_are tampered; }
@test "withholds" { attacked withholds host; reasons_are timeout; }
@test "handle-text" { attacked handle-text host; reasons_are tampered; }
@test "handle-negative" { attacked handle-negative host; reasons_are tampered; }
@test "error-5-mb" { attacked error-5-mb host; reasons_are tampered; }
@test "error-long" { attacked error-long host; reasons_are 'agent_refused|agent_restarted'; }
@test "error-text" { attacked error-text host; reasons_are 'agent_refused|agent_restarted'; }
@test "disabled" { attacked disabled host; reasons_are agent_disabled; }
