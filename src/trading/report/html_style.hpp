#pragma once

#include <string_view>

namespace swarmdesk::trading::report {

/// The page's style. Blue is above zero and orange below, which those who do not tell red from green can tell apart; no
/// colour says what a sign or a shape does not say too.
inline constexpr std::string_view page_style = R"css(
:root{color-scheme:light dark;--ground:#f6f7f9;--sheet:#fff;--ink:#171b22;--ink2:#4a5361;--ink3:#687180;--line:#e2e6ec;
--strong:#c5ccd6;--up:#1d5fc9;--down:#b3500f;--held:#7b8492;--fill:#b3500f;--b1:#e4eefc;--b2:#bcd5f8;--b3:#83b0f0;
--o1:#fdeadb;--o2:#f8cba6;--o3:#eda063}
@media (prefers-color-scheme:dark){:root{--ground:#0c0f13;--sheet:#13171d;--ink:#e8ebf0;--ink2:#aab3c0;--ink3:#858f9d;
--line:#252c36;--strong:#3b4552;--up:#7aa9ff;--down:#f2a25f;--held:#8b95a3;--fill:#f2a25f;--b1:#16263f;--b2:#1d3a68;
--b3:#275299;--o1:#33210f;--o2:#543213;--o3:#7d4817}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);
font:14px/1.5 Inter,ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
main{max-width:1080px;margin:0 auto;padding:32px 24px 48px}
header h1{font-size:26px;line-height:1.2;letter-spacing:-.02em;margin:0 0 4px}
header p{margin:0;color:var(--ink2)}
.lead{font-size:17px;line-height:1.5;color:var(--ink);margin:18px 0 22px;max-width:66ch;text-wrap:pretty}
h2{font-size:16px;letter-spacing:-.01em;margin:0 0 2px}
section{background:var(--sheet);border:1px solid var(--line);border-radius:12px;padding:18px 20px 20px;margin:0 0 16px}
.sub{color:var(--ink3);font-size:12.5px;margin:0 0 12px;max-width:80ch}
.cards{display:grid;grid-template-columns:repeat(4,1fr);gap:1px;background:var(--line);padding:0;overflow:hidden}
.cards div{background:var(--sheet);padding:14px 18px 15px}
.cards dt{color:var(--ink3);font-size:12.5px}
.cards dd{margin:1px 0 0;font-size:23px;line-height:1.25;letter-spacing:-.02em;font-weight:600;
font-variant-numeric:tabular-nums}
.cards dd small{display:block;font-size:12px;line-height:1.4;font-weight:400;letter-spacing:0;color:var(--ink3);
margin-top:2px}
.up{color:var(--up)}.down{color:var(--down)}
.two{display:grid;grid-template-columns:1fr 1fr;gap:16px}.two>section{min-width:0}
.facts{display:grid;grid-template-columns:1fr auto;gap:5px 16px;margin:10px 0 0;font-variant-numeric:tabular-nums}
.facts dt{color:var(--ink2)}.facts dd{margin:0;text-align:right}
.facts dd em{font-style:normal;color:var(--ink3)}
.chart{margin:0}.plot{position:relative;height:270px;margin:8px 0 26px 58px}.low .plot{height:150px}
.plot svg{position:absolute;inset:0;width:100%;height:100%;overflow:visible}
.plot path{fill:none;vector-effect:non-scaling-stroke}
.grid{stroke:var(--line);stroke-width:1}.zero{stroke:var(--strong);stroke-width:1.25}
.line{stroke-width:1.6;stroke-linejoin:round}
.line.desk{stroke:var(--up);stroke-width:2.2}.line.held{stroke:var(--held);stroke-dasharray:5 4}
.line.price{stroke:var(--held);stroke-width:1.3}.line.under{stroke:var(--fill)}
.plot .area{stroke:none;opacity:.18}.area.under{fill:var(--fill)}.area.desk{fill:var(--up)}
.tip{fill:transparent}.tip:hover{fill:var(--ink);opacity:.07}
.bar.up{fill:var(--up)}.bar.down{fill:var(--down)}.bar:hover{opacity:.75}
.plot span{position:absolute;color:var(--ink3);font-size:11.5px;line-height:1;white-space:nowrap;
font-variant-numeric:tabular-nums}
.plot .y{right:100%;padding-right:8px;transform:translateY(-50%)}
.plot .x{top:100%;padding-top:9px;transform:translateX(-50%)}
.plot .x.first{transform:none}.plot .x.last{transform:translateX(-100%)}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:2px 18px;margin:0;padding:0;font-size:12.5px;color:var(--ink2)}
.legend li{display:flex;align-items:center;gap:7px}
.key{width:18px;border-top:2px solid var(--held)}.key.desk{border-color:var(--up);border-top-width:3px}
.key.held{border-top-style:dashed}.key.under{border-color:var(--fill)}
.mark{width:0;height:0;border:4px solid transparent;display:block}
.mark.buy{border-bottom:7px solid var(--up);border-top:0}.mark.sell{border-top:7px solid var(--down);border-bottom:0}
.plot .mark{position:absolute;margin-left:-4px}.plot .mark.buy{margin-top:3px}.plot .mark.sell{margin-top:-10px}
.scroll{overflow-x:auto;margin:0 -20px;padding:0 20px}.chart+.scroll{padding-top:12px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:13px}
th{font-weight:500;color:var(--ink3);font-size:12px;text-align:right;white-space:nowrap;padding:6px 0 6px 16px;
border-bottom:1px solid var(--strong);vertical-align:bottom}
td{text-align:right;padding:6px 0 6px 16px;border-bottom:1px solid var(--line);white-space:nowrap}
th:first-child,td:first-child,tbody th{text-align:left;padding-left:0}
tbody th{color:var(--ink);font-weight:500;font-size:13px;border-bottom:1px solid var(--line);white-space:normal;
overflow-wrap:anywhere;min-width:10em}
abbr{text-decoration:none;color:var(--ink3);cursor:help}
tbody tr:last-child>*{border-bottom:0}
td.text,th.text{text-align:left}td.why{white-space:normal;min-width:15em;color:var(--ink2);overflow-wrap:anywhere}
.heat td{text-align:center;padding:8px 2px;border:2px solid var(--sheet);border-radius:4px;min-width:52px}
.heat th{text-align:center;padding-left:2px;border:0}
.heat tbody th{text-align:left;padding-right:8px;min-width:0}
.heat td:last-child{font-weight:600}
.b1{background:var(--b1)}.b2{background:var(--b2)}.b3{background:var(--b3)}
.o1{background:var(--o1)}.o2{background:var(--o2)}.o3{background:var(--o3)}
.none{color:var(--ink3);margin:8px 0 0}
footer{color:var(--ink2);font-size:12.5px;padding:8px 4px 0}footer h2{color:var(--ink);margin-top:10px}
footer dl{columns:2;column-gap:32px;margin:8px 0 0}footer dl div{break-inside:avoid;margin:0 0 8px}
footer dt{font-weight:600;color:var(--ink);display:inline}footer dt::after{content:". "}
footer dd{display:inline;margin:0}
@media screen and (max-width:760px){main{padding:20px 14px 32px}.two,footer dl{grid-template-columns:1fr;columns:1}
.cards{grid-template-columns:1fr 1fr}.cards div{padding:12px 14px}.cards dd{font-size:20px}
section{padding:16px 16px 18px}.cards{padding:0}.plot{margin-left:48px;
height:220px}.low .plot{height:120px}
.lead{font-size:16px}.scroll{margin:0 -16px;padding:0 16px}.plot .x.spare{display:none}.two{gap:0}}
@media print{@page{size:A4;margin:13mm}
:root{color-scheme:light;--ground:#fff;--sheet:#fff;--ink:#171b22;--ink2:#3d4552;--ink3:#59616e;--line:#dde1e7;
--strong:#b9c1cc;--up:#1d5fc9;--down:#b3500f;--held:#7b8492;--fill:#b3500f;--b1:#e4eefc;--b2:#bcd5f8;--b3:#83b0f0;
--o1:#fdeadb;--o2:#f8cba6;--o3:#eda063}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{font-size:10.5px}main{max-width:none;padding:0}section{padding:10px 12px;margin:0 0 10px;border-radius:6px;
break-inside:avoid}.cards{padding:0}section.long{break-inside:auto}tr,.chart{break-inside:avoid}
h2,.sub{break-after:avoid}
thead{display:table-header-group}table{font-size:9.5px}th,tbody th{font-size:9px}
td,th{padding-top:3px;padding-bottom:3px}
td,th{padding-left:8px}tbody th{min-width:7em}
.heat tbody th{min-width:0}.heat td{min-width:0;padding:5px 1px}.plot{height:185px}.low .plot{height:100px}
.cards{grid-template-columns:repeat(4,1fr)}.cards dd{font-size:17px}.scroll{overflow:visible;margin:0;padding:0}
header h1{font-size:20px}h2{font-size:12.5px}.sub,.legend,.cards dt,.cards dd small{font-size:9.5px}
.plot span{font-size:8.5px}
.plot{margin:6px 0 20px 46px}.two{gap:10px}.lead{font-size:12.5px;margin:8px 0 10px;max-width:none}
footer{font-size:9.5px}.tip{display:none}}
)css";

}  // namespace swarmdesk::trading::report
