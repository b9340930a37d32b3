import { pageColours } from './palette.ts';

/** How the page looks around its pictures. Wide things scroll by themselves, so that the page never does sideways. */
export const pageStyle = `${pageColours}
*{box-sizing:border-box}
body{margin:0 auto;max-width:940px;padding:40px 40px 72px;background:var(--surface);color:var(--ink);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
h1{font-size:15px;font-weight:600;letter-spacing:.02em;color:var(--faint);margin:0 0 28px}
h2{font-size:28px;line-height:1.25;font-weight:650;margin:0 0 6px}
h3{font-size:17px;font-weight:600;margin:0 0 14px}
section+section{margin-top:72px}
.about{color:var(--faint);font-size:14px;margin:0 0 24px}
ul.verdicts{list-style:none;margin:0 0 24px;padding:0}
.verdicts li{padding:10px 14px;margin:0 0 6px;background:var(--band);border-radius:6px;overflow-wrap:anywhere}
.warning{color:var(--warn);margin:0 0 12px;overflow-wrap:anywhere}
figure{margin:44px 0 0}
.wide{overflow-x:auto}
.picture{display:block;max-width:100%;height:auto}
details.verdicts{margin:0 0 24px}
details{margin-top:10px;font-size:14px}
summary{cursor:pointer;color:var(--faint);width:max-content}
table{border-collapse:collapse;margin-top:10px;font-variant-numeric:tabular-nums}
th,td{text-align:left;vertical-align:top;padding:7px 18px 7px 0;border-bottom:1px solid var(--grid)}
th{font-weight:600;color:var(--faint);white-space:nowrap}
.number{text-align:right;white-space:nowrap}
code{font:13px/1.5 ui-monospace,"SF Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}
@media (max-width:600px){body{padding:24px 16px 48px}.wide .picture{max-width:none}}
@media print{body{max-width:none;padding:0}figure,li,tr{break-inside:avoid}summary{display:none}
details:not([open])>*{display:none}}
`;
