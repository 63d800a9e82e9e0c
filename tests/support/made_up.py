"""A made-up package with lists of its own: three tracks, five levels of education, its occupations and euros."""

from __future__ import annotations

from pathlib import Path

TERMS = """list,term,label,short
education,none,no degree,none
education,certificate,trade certificate,certificate
education,associate,associate degree,associate
education,bachelor,,
education,doctorate,,
track,outdoor,outdoor work,
population,schools,whole schools,schools
occupation,juggling teachers,teachers of juggling,
"""
CERTIFICATIONS = """certification,lane,name,track,code_now,name_now,source
AAA,1,Made-up Juggler,outdoor,AAA,Made-up Juggler,s
BBB,2,Made-up Clown,stage,BBB,Made-up Clown,s
CCC,3,Made-up Acrobat,stage,CCC,Made-up Acrobat,s
DDD,4,Made-up Magician,academic,DDD,Made-up Magician,s
"""
FACTS = """certification,kind,dimension,period,value,unit,source
,core_certifications,total,,4,certifications,s
,core_certifications,outdoor,,1,certifications,s
,core_certifications,stage,,2,certifications,s
,core_certifications,academic,,1,certifications,s
AAA,education,none,,no schooling at all,,s
BBB,education,associate,,an associate degree,,s
CCC,education,associate,,an associate degree,,s
DDD,education,doctorate,,a doctorate of magic,,s
DDD,clinical_hours,doctorate,,120,hours,s
BBB,population,birthday guests,,guests of birthdays,,s
CCC,population,Schools,,whole schools,,s
AAA,exam_fee,,,90.5,EUR,s
BBB,exam_fee,early bird,,120,EUR,s
BBB,exam_fee,member,,100,EUR,s
AAA,renewal_fee,,,1450,€,s
BBB,renewal_fee,,,60,eur,s
,late_fee,,,15,EUR,s
,median_pay,Juggling Teachers,2018,30500,EUR,s
,median_pay,juggling teachers,2019,31500,EUR,s
,median_pay,stilt walkers,2019,29000,EUR,s
,median_pay,fire eaters,2019,41000,EUR,s
,jobs,stilt walkers,2019,1200,jobs,s
"""
SOURCES = """source,title,publisher,url,published,reliability
s,Made-up figures,Made-up Circus,https://example.org,2020,official
"""


def write_made_up(folder: Path) -> Path:
    """Write the package as CSV files; return its folder."""
    folder.mkdir(exist_ok=True)
    tables = {"terms": TERMS, "certifications": CERTIFICATIONS, "facts": FACTS, "sources": SOURCES}
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder
