#pragma once

namespace crocum {

/// The style sheet of the page that html.cpp writes. Colours are defined twice, for light and dark screens; every cell
/// has a sign as well, so that no meaning depends on colour alone.
inline constexpr const char* html_style = R"css(
:root { color-scheme: light dark; --ink: #1d2733; --dim: #5b6875; --paper: #fff; --line: #d8dee6; --soft: #f3f6f9;
  --accent: #2f6db5; --pass: #d7efdd; --pass-ink: #14532d; --fail: #f9dcdc; --fail-ink: #8a1c1c; --open: #fdeebd;
  --open-ink: #6b4b00; --part: #e3e8fb; --part-ink: #2b3a8c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9ef; --dim: #9aa7b5; --paper: #12171d; --line: #323c48;
  --soft: #1a212a; --accent: #7db3f0; --pass: #153a24; --pass-ink: #a5e3b8; --fail: #4a1d1f; --fail-ink: #ffb9b5;
  --open: #4a3a0c; --open-ink: #ffe08a; --part: #252f5c; --part-ink: #c4ceff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 2rem 1.25rem 4rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; }
p { margin: .25rem 0; }
.dim { color: var(--dim); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: .75rem; margin: 1.5rem 0; padding: 0;
  list-style: none; }
.facts li { background: var(--soft); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .9rem; }
.facts b { display: block; font-size: 1.5rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
.facts span { color: var(--dim); font-size: .875rem; }
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 0 2.5rem; }
.bars { margin: 0; padding: 0; list-style: none; font-variant-numeric: tabular-nums; }
.bars li { display: grid; grid-template-columns: 5.5rem 1fr 2.5rem; gap: .6rem; align-items: center; margin: .2rem 0; }
.bars i { display: block; height: 1.05rem; background: var(--accent); border-radius: .2rem; min-width: 2px; }
.bars i.none { background: none; }
.bars span:first-child { color: var(--dim); text-align: right; font-size: .875rem; }
table { border-collapse: collapse; font-size: .9rem; }
th, td { padding: .3rem .55rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { font-weight: 600; white-space: nowrap; }
td.w { min-width: 11rem; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.wide { overflow-x: auto; border: 1px solid var(--line); border-radius: .5rem; }
.wide table { min-width: 100%; }
.matrix th, .matrix td { border-bottom: 1px solid var(--line); padding: .2rem .4rem; white-space: nowrap; }
.matrix thead th { background: var(--soft); text-align: center; font-variant-numeric: tabular-nums; }
.matrix tbody th, .matrix thead th:first-child { position: sticky; left: 0; background: var(--soft); text-align: left;
  max-width: 11rem; overflow: hidden; text-overflow: ellipsis; font-weight: 500; }
.matrix thead th.n { text-align: right; }
.matrix td { text-align: center; border-left: 1px solid var(--line); }
.matrix td.n { text-align: right; border-left: 0; }
.p { background: var(--pass); color: var(--pass-ink); }
.f { background: var(--fail); color: var(--fail-ink); }
.h { background: var(--part); color: var(--part-ink); }
.u { background: var(--open); color: var(--open-ink); font-weight: 600; }
.s { color: var(--dim); }
.key span { display: inline-block; border: 1px solid var(--line); border-radius: .25rem; padding: 0 .45rem; margin: 0 .6rem .3rem 0; }
.who { margin: 0; padding-left: 1.2rem; }
.who li { margin: .2rem 0; }
details { border-bottom: 1px solid var(--line); content-visibility: auto; contain-intrinsic-size: auto 2.3rem; }
summary { cursor: pointer; padding: .4rem .2rem; display: flex; flex-wrap: wrap; gap: 0 .75rem; align-items: baseline; }
summary::before { content: "\25B8"; color: var(--dim); }
details[open] summary::before { content: "\25BE"; }
summary b { font-weight: 500; flex: 1; overflow-wrap: break-word; }
summary span { font-variant-numeric: tabular-nums; white-space: nowrap; }
details ul { margin: .2rem 0 .8rem; padding-left: 2.2rem; }
details li { overflow-wrap: anywhere; }
@media (max-width: 30rem) { body { padding: 1.25rem .8rem 3rem; } .matrix tbody th { max-width: 50vw; white-space: normal;
  overflow-wrap: break-word; } }
@media print { .wide { overflow: visible; border: 0; } .matrix tbody th { position: static; } }
)css";

} // namespace crocum
