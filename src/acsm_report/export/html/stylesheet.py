"""How a transcript looks: the brand's colours, typeface and lanes as one sheet of CSS, light, dark and on paper.

Whatever carries words has a contrast of at least 4.5:1 on its ground (WCAG 2.2): a colour that lacks it is mixed with
the words' own until it has. The dark scheme is the brand's stage; a brand whose stage is light has none. Nothing moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...theme.colors import TEXT_CONTRAST, contrast_ratio
from ...theme.model import Brand, Ink

__all__ = ["build_stylesheet"]

MIX_SHARES = (100, 85, 70, 55, 40, 25, 0)  # of a colour, until it is read easily
STRIPE_HEIGHT, STRIPE_GAP = 11, 2  # pixels of a lane at the foot of a stage
BASE_CSS = """
*,::before,::after{box-sizing:border-box}
:root{--edge:clamp(1rem,5vw,4rem);--text:36rem;--wide:54rem}
html{font-size:100%;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background-color:var(--ground);color:var(--ink);font-size:1.0625rem;line-height:1.5;
font-synthesis:none;overflow-wrap:break-word}
a{color:inherit;text-decoration-thickness:1px;text-underline-offset:.18em}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:3px solid var(--ink);outline-offset:3px}
main:focus{outline:0}
.skip{position:absolute;left:-100vw;padding:.75rem 1rem;background:var(--ink);color:var(--ground);z-index:1}
.skip:focus{left:0}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
body>header{padding:1.25rem 10rem 1.25rem var(--edge)}
body>header p,footer p{margin:0;font-size:.875rem;color:var(--soft)}
footer{padding:2rem var(--edge) 3rem;border-top:1px solid var(--rule)}
section{padding:4rem var(--edge);background-color:var(--ground);color:var(--ink);border-top:1px solid var(--rule)}
section[data-folio]::before{content:attr(data-folio);display:block;margin-bottom:.75rem;font-size:.875rem;
color:var(--soft);break-after:avoid}
div.stage{margin:0 calc(-1*var(--edge)) 3rem;padding:3rem var(--edge);background-color:var(--ground);color:var(--ink)}
section>div.stage:first-child{margin-top:-4rem}
section>div.stage:last-child{margin:3rem calc(-1*var(--edge)) -4rem}

h1{margin:0;font-size:1rem;font-weight:700;line-height:1.3}
h2,h3,h4{max-width:var(--wide);font-weight:900;text-wrap:balance}
h2{margin:0 0 1.5rem;font-size:clamp(2rem,1.4rem + 2.6vw,3.25rem);line-height:1.04;letter-spacing:-.016em}
h3{margin:3rem 0 .75rem;font-size:1.5rem;line-height:1.15}
h4{margin:1.75rem 0 .25rem;font-size:1.1875rem;line-height:1.2}
p,ul,ol,dl{margin:0 0 1rem;max-width:var(--text)}
p{text-wrap:pretty}
p:has(+p){margin-bottom:.6rem}
:not(.note)+.note{margin-top:1.5rem}
ul,ol,dl,p:has(.n1){margin-block:1.5rem}
.line{display:block}
.xs,.note{font-size:.875rem;line-height:1.45}
.soft,.note{color:var(--soft)}
.ink{color:var(--ink)}
.m{font-size:1.25rem;line-height:1.4}
.l{font-size:1.5rem;line-height:1.2}
.xl,.c{font-size:2.25rem;line-height:1.1}
.b{font-weight:700}
.r{font-weight:400}
h2 span,h3 span,h4 span{font-size:inherit}
h2 .xs,h3 .xs,h4 .xs{font-size:.65em}
.n1,.n2,.n3{font-weight:900;line-height:1}
.n1{font-size:clamp(3.5rem,2.5rem + 7vw,8rem);letter-spacing:-.03em;line-height:1.08}
.n2{font-size:clamp(2.5rem,2rem + 2vw,3.25rem);line-height:1.15;letter-spacing:-.02em}
.n3{font-size:1.25em}
h2 .n1{display:block;margin-bottom:.12em;font-size:clamp(3.5rem,2.5rem + 7vw,8rem)}
[class*=chip-]{display:inline-block;margin-right:.35em;padding:.14em .36em}

ul,ol{padding:0;list-style:none}
ul.plain{padding-left:1.1em;list-style:disc}
ul.figures{display:flex;flex-wrap:wrap;gap:1.5rem 2rem;max-width:var(--wide)}
ul.figures li{width:11.5rem;min-width:min-content;max-width:100%}
ul.figures:has(.n1){gap:1.5rem 4rem}
ul.figures:has(.n1) li{width:auto}
ul.sums li{display:flex;flex-direction:row-reverse;justify-content:space-between;gap:1.5rem;padding:.4rem 0;
border-top:1px solid var(--rule)}
ul.short{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem}
dt{font-weight:700}
dd{margin:0}
dl.stack{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,13rem),1fr));gap:1.25rem 2rem;
max-width:var(--wide)}
dl.rows>div{display:grid;grid-template-columns:minmax(0,10rem) minmax(0,1fr);gap:0 1.5rem;padding:.5rem 0;
border-top:1px solid var(--rule)}
ol.labelled>li{display:grid;grid-template-columns:2.25rem minmax(0,1fr);padding:.5rem 0}

.toc>ol{margin-top:0;border-bottom:1px solid var(--rule)}
.toc li{display:flex;flex-wrap:wrap;align-items:center}
.toc a{display:flex;flex:1;align-items:baseline;gap:.75rem;padding:.5rem 0;border-top:1px solid var(--rule);
text-decoration:none}
.toc li>*,.toc a>*{min-width:0}
.toc a>:last-child:not(:first-child){margin-left:auto;flex:none}
.toc li li a>:first-child{min-width:3.25rem}
.toc li>ol{flex-basis:100%;margin:0 0 0 1.5rem}
.contents{padding:1.5rem var(--edge);font-size:.9375rem;line-height:1.35}
.contents p{margin:0 0 .5rem;font-weight:700}
.contents ol,.contents ul{margin:0}
.contents ol{padding-left:1.75em;list-style:decimal}
.contents li{padding:.25rem 0}
.contents a{text-decoration:none}
.toc a:hover,.contents a:hover{text-decoration:underline}
.spare{display:none}

.wide{overflow-x:auto;max-width:var(--wide)}
table{width:100%;margin:0 0 1rem;border-collapse:collapse;font-size:.9375rem;line-height:1.4}
caption{padding-bottom:.5rem;font-weight:700;text-align:left}
th,td{padding:.6rem 1rem .6rem 0;border-top:1px solid var(--rule);text-align:left;vertical-align:top}
thead th,thead td{border-top:0;border-bottom:2px solid}
figure{margin:1.5rem 0 2rem;max-width:var(--wide)}
figcaption p{max-width:var(--text)}
:is(h3,h4)+*{margin-top:.75rem}
figure>div{margin:0 -.5rem;padding:.5rem}
svg{display:block;max-width:100%;height:auto;stroke-miterlimit:8;text-rendering:geometricPrecision;font-kerning:none;
font-variant-ligatures:none}
svg text{white-space:pre}
details{max-width:var(--wide);margin-top:.5rem;font-size:.9375rem}
details table{width:auto;min-width:min(100%,var(--text))}
details th,details td{padding-right:1.5rem}
summary{width:fit-content;padding:.5rem 0;color:var(--soft);cursor:pointer}

@media(min-width:75rem){
.page:has(>nav){display:grid;grid-template-columns:18rem minmax(0,1fr)}
.contents{display:block;position:sticky;top:0;align-self:start;max-height:100vh;overflow:auto;padding-right:1rem;
font-size:.875rem}
main{grid-column:2}
}
@media(max-width:40rem){
table,tbody,tr,th,td,caption{display:block}
details table{min-width:0}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{padding:.75rem 0;border-top:1px solid var(--rule)}
th,td{padding:.15rem 0;border:0}
td[data-head]{display:flow-root;padding-left:7rem}
td[data-head]::before{content:attr(data-head);float:left;width:6.5rem;margin-left:-7rem;color:var(--soft)}
td[data-head]::before{content:attr(data-head)/""}
dl.rows>div{display:block}
ul.figures li{min-width:0}
}
@media(max-width:36rem){
.wide:has([style]){mask-image:linear-gradient(90deg,#000 calc(100% - 2rem),transparent)}
.wide>[style]{margin-right:2rem}
}
@media print{
:root{--ground:#FFFFFF}
html{font-size:75%}
.skip,.contents,details:not([open]){display:none}
section{padding:2rem 0;border-top-width:1px}
[class*=chip-],body>header,section.stage::after{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.on-paper>rect{fill:none}
.on-paper{background:none;box-shadow:none}
h2,h3,h4,figcaption{break-after:avoid}
figure,tr,li,dl>div{break-inside:avoid}
}
"""


def build_stylesheet(brand: Brand, lanes: Sequence[int]) -> str:
    """Return the rules for a page whose words and marks have the colours of these lanes."""
    light = _color_variables(brand, lanes, "paper", "ink", "grey", "text")
    stage = _color_variables(brand, lanes, "stage", "stage.words", "stage.soft", "stage")
    dark = contrast_ratio(brand.rgb(Ink("stage")), "#FFFFFF") > contrast_ratio(brand.rgb(Ink("stage")), "#000000")
    paper = brand.rgb(Ink("paper"))
    family = "".join(c for c in brand.font_faces[0].family if c.isalnum() or c == " ")
    rules = [
        f":root{{color-scheme:{'light dark' if dark else 'light'};{light}}}",
        f"@media screen{{.stage{{{stage}}}}}",
        *([f"@media screen and (prefers-color-scheme:dark){{:root{{{stage}}}}}"] if dark else []),
        f"body{{font-family:'{family}',system-ui,sans-serif}}",
        f".on-paper{{background:{paper};box-shadow:0 0 0 .5rem {paper}}}",
    ]
    for lane in lanes:
        fill, upon = Ink(f"lane.{lane}"), Ink(f"lane.{lane}.on")
        words = (
            upon if contrast_ratio(brand.rgb(upon), brand.rgb(fill)) >= TEXT_CONTRAST else brand.contrasting_ink(fill)
        )
        rules += [
            f".lane-{lane}{{color:var(--lane-{lane})}}",
            f".chip-{lane}{{background:{brand.rgb(fill)};color:{brand.rgb(words)}}}",
            f".of-{lane}{{border-top:.625rem solid {brand.rgb(fill)}}}",
        ]
    return "\n".join((*rules, BASE_CSS.strip(), *_lane_stripe_rules(brand, lanes)))


def _color_variables(brand: Brand, lanes: Iterable[int], ground: str, words: str, soft: str, lane_part: str) -> str:
    """Return the variables that say what the roles are on a ground: words, hairlines, the lanes as words."""
    named = {
        "ground": Ink(ground),
        "ink": Ink(words),
        "soft": _ensure_contrast(brand, soft, words, ground),
        "rule": Ink("rule") if ground == "paper" else Ink(words, 30, ground),
    }
    named |= {f"lane-{lane}": _ensure_contrast(brand, f"lane.{lane}.{lane_part}", words, ground) for lane in lanes}
    return ";".join(f"--{name}:{brand.rgb(ink)}" for name, ink in named.items())


def _ensure_contrast(brand: Brand, role: str, words: str, ground: str) -> Ink:
    """Return a colour for words, with as much of that of the words themselves in it as it needs to be read easily."""
    mixed = (Ink(role, share, words) for share in MIX_SHARES)
    return next(
        (ink for ink in mixed if contrast_ratio(brand.rgb(ink), brand.rgb(Ink(ground))) >= TEXT_CONTRAST),
        Ink(words),
    )


def _lane_stripe_rules(brand: Brand, lanes: Sequence[int]) -> Iterable[str]:
    """Yield the lanes as stripes, each beginning a step further right: the page's signature, the foot of a stage.

    There a start line stands before each.
    """
    signature, foot = list[str](), list[str]()
    for step, lane in enumerate(lanes):
        fill, upon, line = (brand.rgb(Ink(role)) for role in (f"lane.{lane}", f"lane.{lane}.stage", "stage.words"))
        signature.append(f"{_solid_gradient(fill)} calc(100% + {step * 12}px) {20 + step * 7}px/8rem 5px")
        left, top = f"calc(var(--edge) + {step * 2}rem)", f"{step * (STRIPE_HEIGHT + STRIPE_GAP)}px"
        foot += [
            f"{_solid_gradient(line)} {left} {top}/3px {STRIPE_HEIGHT}px",
            f"{_solid_gradient(upon)} {left} {top}/100% {STRIPE_HEIGHT}px",
        ]
    if lanes:
        height = len(lanes) * (STRIPE_HEIGHT + STRIPE_GAP) - STRIPE_GAP
        yield f"body>header{{background:{','.join(signature)};background-repeat:no-repeat}}"
        yield (
            f"section.stage::after{{content:'';display:block;height:{height}px;"
            f"margin:3rem calc(-1*var(--edge)) -1rem;background:{','.join(foot)};background-repeat:no-repeat}}"
        )


def _solid_gradient(color: str) -> str:
    return f"linear-gradient({color},{color})"
