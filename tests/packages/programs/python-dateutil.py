from dateutil import parser, relativedelta, rrule, tz
import datetime as dt
print(parser.parse("Thu Sep 25 10:36:28 2003"), parser.parse("2021-03-04T05:06:07Z"), parser.isoparse("2020-W05-2"))
print(dt.date(2020,1,31)+relativedelta.relativedelta(months=1), list(rrule.rrule(rrule.WEEKLY,count=3,dtstart=dt.datetime(2020,1,1))), relativedelta.relativedelta(dt.date(2020,3,1),dt.date(2019,1,15)))
print(dt.datetime(2020,7,1,tzinfo=tz.gettz('UTC')).isoformat(), tz.tzoffset('X',3600))
try: parser.parse("nonsense")
except parser.ParserError as e: print(e)
