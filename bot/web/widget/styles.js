/**
 * The looks, as a constructed sheet, so that a page's strict Content-Security-Policy stands.
 * Pages tune it with the --support-… properties and ::part().
 */
export const styles = new CSSStyleSheet();

const tokens = `
:host {
  --accent: var(--support-accent, #0b6a5e);
  --on-accent: var(--support-on-accent, #fff);
  --accent-ink: var(--support-accent-ink, #0a5f54);
  --accent-soft: var(--support-accent-soft, #e4f1ee);
  --surface: var(--support-surface, #fff);
  --canvas: var(--support-canvas, #f4f6f5);
  --ink: var(--support-ink, #18211f);
  --muted: #5a6663;
  --line: #dfe5e3;
  --control: #86928f;
  --danger: #b3261e;
  --danger-soft: #fdefed;
  --notice-ink: #6a4a00;
  --notice-soft: #fdf4df;
  --shadow: 0 16px 48px rgba(16, 32, 28, .18);
  --lift: 0 4px 16px rgba(16, 32, 28, .2);
  --radius: var(--support-radius, 16px);
  --font: var(--support-font, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Noto Sans CJK SC",
    "Noto Sans SC", "Microsoft YaHei", system-ui, sans-serif);
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :host {
    --accent: var(--support-accent, #11756a);
    --accent-ink: var(--support-accent-ink, #74d3c2);
    --accent-soft: var(--support-accent-soft, #15332f);
    --surface: var(--support-surface, #1c2321);
    --canvas: var(--support-canvas, #131817);
    --ink: var(--support-ink, #e9efed);
    --muted: #a1adaa;
    --line: #303937;
    --control: #75817e;
    --danger: #ffb0a8;
    --danger-soft: #3a201e;
    --notice-ink: #f0d391;
    --notice-soft: #33290f;
    --shadow: 0 0 0 1px var(--line), 0 16px 48px #000;
  }
}`;

const frame = `
:host { position: fixed; right: 24px; bottom: 24px; z-index: var(--support-z-index, 2147483000); }
:host([position="left"]) { right: auto; left: 24px; }
:host([mode="inline"]), :host([mode="app"]) { position: relative; inset: auto; right: auto; bottom: auto; left: auto; z-index: auto; display: block; height: 100%; min-height: 320px; }
:host([hidden]), [hidden] { display: none !important; }
*, *::before, *::after { box-sizing: border-box; }
.root { font: 400 15px/1.6 var(--font); color: var(--ink); text-align: start; height: 100%; -webkit-text-size-adjust: 100%; }
:lang(zh) { line-break: strict; }
/* Chinese fonts draw English apostrophes a full character wide. */
.root:lang(en), [lang="en"] { font-family: var(--support-font, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, "PingFang SC", sans-serif); }
h2, h3, h4, p, ul, ol, dl, dd { margin: 0; padding: 0; }
button, textarea { font: inherit; color: inherit; margin: 0; }
button { border: 0; padding: 0; background: none; cursor: pointer; text-align: inherit; -webkit-tap-highlight-color: transparent; }
button:disabled { cursor: default; }
:focus-visible { outline: 2px solid var(--accent-ink); outline-offset: 2px; }
.icon { width: 20px; height: 20px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
.icon-more { stroke-width: 3; }
.plain { white-space: pre-wrap; }
/* Spoken, not shown. */
.sr-only, .entry:not(.first) .who, .customer .who, .system:not(.urgent) .who { position: absolute; width: 1px; height: 1px; padding: 0; overflow: hidden; white-space: nowrap; clip-path: inset(50%); }

.launcher { display: grid; place-items: center; position: relative; width: 56px; height: 56px; border-radius: 50%; background: var(--accent); color: var(--on-accent); box-shadow: var(--lift); margin-inline-start: auto; }
:host([position="left"]) .launcher { margin-inline: 0 auto; }
.launcher .icon { width: 26px; height: 26px; }
:host([open]) .launcher .icon-chat, :host(:not([open])) .launcher .icon-down { display: none; }
.badge { position: absolute; top: -3px; right: -3px; min-width: 21px; height: 21px; padding: 0 6px; border-radius: 11px; background: #c62f26; color: #fff; font-size: 12px; font-weight: 600; line-height: 21px; text-align: center; box-shadow: 0 0 0 2px var(--surface); }

.panel { display: flex; flex-direction: column; position: absolute; right: 0; bottom: 72px; width: 392px; height: min(680px, calc(100vh - 120px)); overflow: hidden; background: var(--canvas); border-radius: var(--radius); box-shadow: var(--shadow); animation: rise .18s ease-out; }
.panel:focus { outline: none; }
:host([position="left"]) .panel { right: auto; left: 0; }
:host([mode="inline"]) .panel, :host([mode="app"]) .panel { position: absolute; inset: 0; width: auto; height: auto; border-radius: 0; box-shadow: none; animation: none; }
@keyframes rise { from { opacity: 0; transform: translateY(8px); } }
@media (max-width: 560px) {
  :host { right: 16px; bottom: 16px; }
  :host([position="left"]) { left: 16px; }
  :host(:not([mode="inline"]):not([mode="app"])) .panel { position: fixed; inset: var(--top, 0) 0 var(--bottom, 0); width: auto; height: auto; border-radius: 0; box-shadow: none; }
  :host([open]:not([mode="inline"]):not([mode="app"])) .launcher { visibility: hidden; }
}

.bar { position: relative; z-index: 2; display: flex; align-items: center; gap: 12px; flex: none; min-height: 64px; padding: 10px 12px 10px 16px; background: var(--surface); border-bottom: 1px solid var(--line); }
:host([mode="app"]) .bar { padding-top: max(10px, env(safe-area-inset-top)); }
.mark { display: grid; place-items: center; flex: none; width: 36px; height: 36px; border-radius: 11px; background: var(--accent); color: var(--on-accent); font-size: 18px; font-weight: 700; line-height: 1; }
.titles { flex: 1; min-width: 0; }
.title { font-size: 16px; font-weight: 600; line-height: 1.4; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.title:focus { outline: none; }
.subtitle { color: var(--muted); font-size: 12.5px; line-height: 1.4; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.tool { display: grid; place-items: center; flex: none; width: 40px; height: 40px; border-radius: 10px; color: var(--muted); }
.tool + .tool { margin-inline-start: -8px; }
.tool.back { margin-inline-start: -8px; }
.tool:hover { background: var(--canvas); color: var(--ink); }
:host([mode="inline"]) .close { display: none; }

.menu { position: absolute; top: calc(100% - 6px); right: 12px; min-width: 200px; padding: 6px; background: var(--surface); border: 1px solid var(--line); border-radius: 12px; box-shadow: var(--lift); }
.menu button { display: flex; align-items: center; gap: 10px; width: 100%; min-height: 44px; padding: 0 12px; border-radius: 8px; }
.menu button:hover, .menu button:focus-visible { background: var(--canvas); }
.menu button:last-child { color: var(--danger); }
.menu .icon { color: var(--muted); }
.menu button:last-child .icon { color: inherit; }

.status:empty { padding: 0; border: 0; }
.status { flex: none; padding: 8px 16px; background: var(--notice-soft); color: var(--notice-ink); font-size: 13px; line-height: 1.5; text-align: center; }

.body, .talk { display: flex; flex-direction: column; flex: 1; min-height: 0; }`;

const talk = `
.window { position: relative; flex: 1; min-height: 0; }
.scroll { height: 100%; overflow-y: auto; overscroll-behavior: contain; padding: 20px 16px 12px; }
.scroll:focus-visible { outline-offset: -2px; }
.log { display: flex; flex-direction: column; }
.entry { display: flex; flex-direction: column; align-items: flex-start; margin-top: 4px; }
.entry.first { margin-top: 18px; }
.entry:first-child { margin-top: 0; }
.entry.customer { align-items: flex-end; }
.day { align-self: center; margin: 10px 0 14px; color: var(--muted); font-size: 12px; }
.entry:first-child .day { margin-top: 0; }
.who { margin: 0 2px 4px; color: var(--muted); font-size: 12px; line-height: 1.5; }
.bubble { max-width: min(86%, 560px); padding: 10px 14px; border-radius: 16px; background: var(--surface); border: 1px solid var(--line); overflow-wrap: anywhere; }
.first .bubble { border-top-left-radius: 4px; }
.customer .bubble { border-color: transparent; background: var(--accent); color: var(--on-accent); }
.customer.first .bubble { border-radius: 16px 4px 16px 16px; }
.customer[data-state="failed"] .bubble, .customer[data-state="rejected"] .bubble { background: var(--danger-soft); border-color: var(--danger); color: var(--ink); }
.agent .bubble { background: var(--accent-soft); border-color: transparent; }
.agent .who { color: var(--accent-ink); font-weight: 500; }
.system, .urgent { align-self: stretch; align-items: stretch; }
.entry.system .bubble { display: flex; gap: 10px; max-width: none; padding: 10px 14px; background: none; border-radius: 12px; color: var(--muted); font-size: 13.5px; }
.system .bubble .icon { width: 18px; height: 18px; margin-top: 2px; }
.entry.urgent .bubble { display: flex; gap: 10px; max-width: none; border-color: transparent; border-radius: 12px; background: var(--danger-soft); color: var(--ink); }
.urgent .who, .urgent .bubble > .icon { color: var(--danger); font-weight: 600; }
.text > * + * { margin-top: 8px; }
.text strong { font-weight: 600; }
.text ul, .text ol { padding-inline-start: 1.5em; }
.text li + li { margin-top: 4px; }
.text li::marker { color: var(--muted); font-variant-numeric: tabular-nums; }
.text a { color: var(--accent-ink); text-underline-offset: 3px; }
.number { padding: 0 5px; margin: 0 1px; border-radius: 6px; background: var(--accent-soft); color: var(--accent-ink); font-weight: 500; font-variant-numeric: tabular-nums; }
.agent .number { background: var(--surface); }
.meta { display: flex; align-items: center; justify-content: flex-start; flex-wrap: wrap; gap: 0 6px; margin: 4px 2px 0; max-width: 86%; color: var(--muted); font-size: 12px; line-height: 1.5; }
.customer .meta { justify-content: flex-end; text-align: end; }
.entry:not(.last)[data-state="sent"] .meta, .system .meta { display: none; }
.meta .icon { width: 15px; height: 15px; }
[data-state="failed"] .meta, [data-state="rejected"] .meta { color: var(--danger); }
.retry { padding: 6px 4px; margin: -4px 0; font-weight: 600; text-decoration: underline; text-underline-offset: 3px; }
.choices { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 10px; max-width: 100%; }
.choice { min-height: 40px; padding: 7px 15px; border: 1px solid var(--accent); border-radius: 20px; background: var(--surface); color: var(--accent-ink); line-height: 1.5; }
.choice:hover:not(:disabled) { background: var(--accent-soft); }
.choice:disabled { border-color: var(--line); color: var(--muted); }
.notice { margin: 0 auto 16px; max-width: 92%; color: var(--muted); font-size: 12.5px; text-align: center; }

.typing { min-height: 34px; padding-top: 10px; }
.dots { display: inline-flex; gap: 5px; padding: 9px 12px; border-radius: 14px; background: var(--surface); border: 1px solid var(--line); }
.dots i { width: 6px; height: 6px; border-radius: 50%; background: var(--muted); animation: breathe 1.4s ease-in-out infinite; }
.dots i:nth-child(2) { animation-delay: .18s; }
.dots i:nth-child(3) { animation-delay: .36s; }
@keyframes breathe { 0%, 70%, 100% { opacity: .3; } 35% { opacity: 1; } }

.pill { position: absolute; left: 50%; bottom: 10px; transform: translateX(-50%); display: flex; align-items: center; gap: 4px; min-height: 36px; padding: 0 12px 0 16px; border-radius: 18px; background: var(--accent); color: var(--on-accent); font-size: 13px; white-space: nowrap; box-shadow: var(--lift); }
.pill .icon { width: 16px; height: 16px; }

.composer { flex: none; padding: 10px 12px 8px; background: var(--surface); border-top: 1px solid var(--line); }
:host([mode="app"]) .composer, :host(:not([mode])) .composer { padding-bottom: max(8px, env(safe-area-inset-bottom)); }
.field { display: flex; align-items: flex-end; gap: 8px; padding: 4px 4px 4px 14px; border: 1px solid var(--control); border-radius: 24px; background: var(--surface); }
.field:focus-within { border-color: var(--accent-ink); box-shadow: 0 0 0 1px var(--accent-ink); }
.input { flex: 1; min-width: 0; height: 38px; padding: 7px 0; border: 0; outline: 0; background: none; resize: none; overflow: hidden; font-size: 16px; line-height: 24px; }
.input::placeholder { color: var(--muted); opacity: 1; }
.send { display: grid; place-items: center; flex: none; width: 38px; height: 38px; border-radius: 50%; background: var(--accent); color: var(--on-accent); }
.send:disabled { background: var(--canvas); color: var(--control); }
.hint { margin-top: 6px; color: var(--muted); font-size: 12px; line-height: 1.4; text-align: center; }`;

const sheet = `
.sheet { flex: 1; min-height: 0; overflow-y: auto; padding: 16px; }
.loading { padding: 48px 0; color: var(--muted); text-align: center; }
.quiet { color: var(--muted); font-size: 13px; font-variant-numeric: tabular-nums; }
.row { display: flex; align-items: flex-start; justify-content: space-between; gap: 12px; }
.row strong, .row h3 { font-size: 15px; font-weight: 600; }
.row h3 { font-size: 17px; line-height: 1.5; }
.chip { flex: none; padding: 1px 9px; border-radius: 11px; background: var(--accent-soft); color: var(--accent-ink); font-size: 12.5px; font-weight: 500; line-height: 20px; margin-top: 2px; }
.chip.over { background: var(--canvas); color: var(--muted); box-shadow: inset 0 0 0 1px var(--line); }
.due { color: var(--notice-ink); font-size: 13px; }
.cases { list-style: none; display: grid; gap: 10px; }
.case { position: relative; display: grid; gap: 4px; width: 100%; padding: 14px 40px 14px 16px; border: 1px solid var(--line); border-radius: 14px; background: var(--surface); }
.case > .icon { position: absolute; right: 12px; top: 50%; margin-top: -9px; width: 18px; height: 18px; color: var(--muted); }
.summary { display: grid; justify-items: start; gap: 8px; padding: 16px; border: 1px solid var(--line); border-radius: 14px; background: var(--surface); }
.summary .row { width: 100%; }
dl { display: grid; gap: 2px; margin-top: 4px; padding-top: 12px; border-top: 1px solid var(--line); width: 100%; }
dt { color: var(--muted); font-size: 13px; }
dd + dt { margin-top: 8px; }
dd { overflow-wrap: anywhere; }
h4 { margin: 22px 2px 12px; font-size: 15px; font-weight: 600; }
.timeline { list-style: none; margin-inline-start: 6px; }
.timeline li { position: relative; display: grid; gap: 2px; padding: 0 0 18px 22px; border-inline-start: 2px solid var(--line); }
.timeline li:last-child { border-color: transparent; padding-bottom: 4px; }
.timeline li::before { content: ""; position: absolute; left: -6px; top: 7px; width: 10px; height: 10px; border-radius: 50%; background: var(--control); box-shadow: 0 0 0 3px var(--canvas); }
.timeline li:first-child::before { background: var(--accent-ink); }
.timeline strong { font-weight: 600; }
.timeline p { margin-top: 2px; overflow-wrap: anywhere; }
.actions { display: flex; flex-wrap: wrap; gap: 10px; margin-top: 16px; }
.button { flex: 1; min-height: 44px; padding: 8px 18px; border: 1px solid var(--control); border-radius: 22px; background: var(--surface); font-weight: 500; line-height: 1.4; text-align: center; }
.button:hover { background: var(--canvas); }
.button.danger { border-color: transparent; background: #b3261e; color: #fff; }
.empty { display: grid; justify-items: center; gap: 8px; max-width: 300px; margin: 0 auto; padding: 56px 8px; text-align: center; }
.empty > .icon { width: 36px; height: 36px; color: var(--muted); }
.empty h3 { font-size: 16px; font-weight: 600; }
.empty p { color: var(--muted); font-size: 14px; }
.empty .button { margin-top: 10px; }

.question { position: absolute; inset: 0; z-index: 3; display: grid; place-items: center; padding: 24px; background: rgba(12, 20, 18, .46); }
.card { max-width: 320px; padding: 22px 20px 18px; border-radius: 16px; background: var(--surface); box-shadow: var(--shadow); }
.card h3 { font-size: 17px; font-weight: 600; line-height: 1.5; }
.card p { margin-top: 6px; color: var(--muted); font-size: 14px; }
@media (prefers-reduced-motion: reduce) { *, *::before { animation: none !important; scroll-behavior: auto !important; } }
@media (forced-colors: active) { .bubble, .choice, .launcher, .send, .pill { border: 1px solid; } }`;

styles.replaceSync(tokens + frame + talk + sheet);
