/** The style of the district's page: light and dark, wide and narrow. */

export const style = `:root{color-scheme:light dark;--back:#fff;--text:#1a1a1a;--soft:#555;--line:#c8ccd0;--head:#f0f3f6;--link:#0a4fa3;
--bad:#9f1717;--good:#17602b;--bar:#3a6ea5;--barbad:#b3462f}
@media (prefers-color-scheme:dark){:root{--back:#15181b;--text:#e8e8e8;--soft:#b4b9be;--line:#454b51;--head:#20252a;--link:#8cbcf5;
--bad:#ff9b91;--good:#86d39a;--bar:#7fb0e3;--barbad:#e88a75}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);font:16px/1.45 system-ui,sans-serif}
header,main,footer{max-width:82rem;margin:0 auto;padding:0 1rem}
header{padding-top:.75rem;border-bottom:1px solid var(--line)}
header p,header form{margin:0 0 .4rem}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1rem;list-style:none;margin:0 0 .5rem;padding:0}
a{color:var(--link)}
a[aria-current]{font-weight:700;color:var(--text);text-decoration:none}
a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,summary:focus-visible,div[tabindex]:focus-visible{outline:3px solid var(--link);outline-offset:2px}
h1{font-size:1.5rem;margin:1rem 0}
h2{font-size:1.15rem;margin:1.4rem 0 .5rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}
caption{text-align:left;color:var(--soft);padding:.2rem 0}
th,td{border-bottom:1px solid var(--line);padding:.35rem .6rem .35rem 0;text-align:left;vertical-align:top}
th{background:var(--head);padding-left:.3rem}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
.bad{color:var(--bad);font-weight:600}.good{color:var(--good)}.soft{color:var(--soft)}
main,.word{overflow-wrap:anywhere}
.wide table{overflow-wrap:normal}.wide .word{overflow-wrap:anywhere}
ul.plain{list-style:none;margin:0;padding:0}
form.filter{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:end;margin:.8rem 0}
form.filter label{display:block}
input,select,button{font:inherit;color:inherit;background:var(--back);border:1px solid var(--soft);border-radius:4px;padding:.35rem .5rem;max-width:100%}
button{cursor:pointer;background:var(--head)}
dl.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.8rem;margin:1rem 0}
dl.figures div{border:1px solid var(--line);border-radius:6px;padding:.6rem .8rem}
dl.figures dt{color:var(--soft)}
dl.figures dd{margin:0;font-size:1.6rem;font-variant-numeric:tabular-nums}
figure{margin:1rem 0}
svg.chart{width:100%;height:auto;max-height:16rem;color:var(--text)}
svg.chart rect{fill:var(--bar)}svg.chart rect.second{fill:var(--barbad)}
svg.chart text{fill:var(--soft);font-size:11px}
svg.chart line{stroke:var(--line)}
footer{color:var(--soft);margin-top:2rem;padding-bottom:1rem}
@media print{header nav,form,footer{display:none}}
`
