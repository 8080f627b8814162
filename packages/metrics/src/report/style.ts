import { themeProperties } from "../svg/theme.js";

/** The look of the report; its colors are those of the plots, with a page behind the cards. */
export const STYLE = `
:root{${themeProperties("light")};--page:#f3f4f6;--line:#e3e5e9;--shadow:0 1px 2px rgb(20 25 35/.06),0 4px 16px rgb(20 25 35/.05)}
@media screen and (prefers-color-scheme:dark){:root{${themeProperties("dark")};--page:#0e0f12;--line:#2a2e35;--shadow:none}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--page);color:var(--plot-ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
body>header,main{max-width:1080px;margin:0 auto;padding:0 20px}
body>header{padding-top:40px;padding-bottom:20px}
h1{font-size:30px;line-height:1.2;letter-spacing:-.02em;margin:0;overflow-wrap:anywhere}
h1+p{margin:6px 0 0;color:var(--plot-muted)}
h2{font-size:17px;line-height:1.3;margin:0;letter-spacing:-.01em}
.note{margin:4px 0 0;color:var(--plot-muted);font-size:14px}
.identity{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,360px),1fr));gap:8px 40px;margin-top:24px}
.identity h2{font-size:12px;text-transform:uppercase;letter-spacing:.06em;color:var(--plot-muted);margin-bottom:4px}
dl{margin:0;font-size:14px}
dl div{display:grid;grid-template-columns:110px 1fr;gap:12px;padding:4px 0;border-top:1px solid var(--line)}
dt{color:var(--plot-muted)}dt::first-letter{text-transform:uppercase}
dt,dd{overflow-wrap:anywhere;margin:0}
main{display:grid;gap:20px;padding-bottom:60px}
.card{background:var(--plot-surface);border:1px solid var(--line);border-radius:14px;padding:20px 22px;box-shadow:var(--shadow);min-width:0}
.tiles{display:grid;grid-template-columns:repeat(3,1fr);gap:14px}
.tiles .card{padding:16px 18px}
.tiles h2{font-size:13px;font-weight:500;color:var(--plot-muted)}
.tiles p{font-size:28px;line-height:1.25;font-weight:650;letter-spacing:-.02em;margin:2px 0}
.tiles small{color:var(--plot-muted);font-size:12.5px}
.tiles .card:first-child p{color:var(--plot-right)}
.plot{margin-top:14px}
.plot svg{display:block;width:100%;height:auto;max-width:520px;margin:0 auto}
.matrix .plot svg{max-width:580px}
.curves{display:grid;grid-template-columns:1fr 1fr;gap:20px}
.gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(98px,1fr));gap:14px;margin-top:14px}
figure{margin:0;min-width:0}
figure img{display:block;width:100%;height:auto;aspect-ratio:1;image-rendering:pixelated;border-radius:8px;border:1px solid #1c1a16;filter:invert(1)}
@media screen and (prefers-color-scheme:dark){figure img{filter:none;border-color:var(--line)}}
figcaption{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 8px;font-size:13.5px;line-height:1.35;margin-top:5px}
figcaption b{flex:0 0 100%;overflow-wrap:anywhere}
figcaption small{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;max-width:100%;overflow:hidden;overflow-wrap:anywhere}
figcaption span,figcaption small{color:var(--plot-muted);font-size:12px}
i{font-style:normal;font-weight:400;color:var(--plot-muted)}
.matrix{display:grid;grid-template-columns:minmax(0,1fr) 260px;column-gap:36px;grid-template-rows:auto auto 1fr}
.matrix>h2,.matrix>.note,.matrix>.plot{grid-column:1}
.confusions{grid-column:2;grid-row:1/4}
h3{font-size:15px;margin:0 0 6px}
.confusions ol{list-style:none;margin:0;padding:0;font-size:14px}
.confusions li{display:grid;grid-template-columns:1fr auto;gap:0 10px;padding:7px 0 9px;border-top:1px solid var(--line);position:relative}
.confusions li::after{content:"";position:absolute;left:0;bottom:-1px;height:2px;width:calc(var(--share)*100%);background:var(--plot-wrong);border-radius:1px}
.confusions a,.confusions b{font-weight:600;color:inherit;text-decoration:none;overflow-wrap:anywhere}
.confusions a:hover{text-decoration:underline}
.confusions span{font-weight:600}
.confusions small{grid-column:1/-1;color:var(--plot-muted);font-size:12.5px}
.table{overflow-x:auto;margin-top:10px}
table{width:100%;border-collapse:collapse;font-size:14px;white-space:nowrap}
th,td{padding:7px 10px;text-align:right;border-top:1px solid var(--line)}
th:first-child{text-align:left;max-width:240px;overflow:hidden;text-overflow:ellipsis;padding-left:0}
td:last-child,th:last-child{padding-right:0}
thead th{border-top:0;font-weight:500;color:var(--plot-muted);font-size:13px}
tfoot th,tfoot td{border-top:2px solid var(--line);font-weight:600}
.lowest{color:var(--plot-wrong);font-weight:600}
dialog{width:min(760px,calc(100vw - 24px));max-height:calc(100vh - 48px);overflow:auto;border:1px solid var(--line);border-radius:16px;padding:20px 22px 24px;background:var(--plot-surface);color:inherit;box-shadow:0 20px 60px rgb(0 0 0/.3)}
dialog:not([open]):target{display:block;position:fixed;inset:0;margin:auto;height:fit-content;z-index:1}
dialog::backdrop{background:rgb(8 10 14/.5)}
dialog header{display:flex;justify-content:space-between;align-items:baseline;gap:16px}
dialog h2{overflow-wrap:anywhere}
.close{color:var(--plot-right);text-decoration:none;padding:4px 8px;margin:-4px -8px;border-radius:6px}
.close:hover{text-decoration:underline}
:focus-visible{outline:2px solid var(--plot-right);outline-offset:2px}
@media screen and (max-width:760px){
body>header{padding-top:24px}body>header,main{padding-left:12px;padding-right:12px}
.card{padding:16px 14px;border-radius:12px}
.curves,.matrix{grid-template-columns:minmax(0,1fr)}
.confusions{grid-column:1;grid-row:auto;margin-top:20px}
.tiles{grid-template-columns:1fr 1fr;gap:10px}.tiles p{font-size:23px}
.gallery{grid-template-columns:repeat(auto-fill,minmax(76px,1fr));gap:12px 10px}
}
@media print{
@page{margin:12mm}
body{background:none;font-size:10pt}
body>header,main{max-width:none;padding:0}
main{display:block}
main>*{margin-top:14px}
.card{border-color:#ccc;box-shadow:none;break-inside:avoid;padding:14px 16px}
.screen,dialog{display:none}
.identity{grid-template-columns:1fr 1fr;font-size:9pt}
.matrix{grid-template-columns:minmax(0,1fr) 170px;column-gap:20px}
.confusions li{padding:3px 0 5px}
.curves{gap:14px}
.plot{margin-top:8px}.matrix .plot svg{max-width:330px}
.gallery{grid-template-columns:repeat(8,1fr);gap:8px}
th,td{padding-top:4px;padding-bottom:4px}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`;
