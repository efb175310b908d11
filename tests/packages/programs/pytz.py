import pytz, datetime as dt
z = pytz.timezone('Europe/Berlin'); print(z.localize(dt.datetime(2021,7,1,12)), pytz.utc.localize(dt.datetime(2021,1,1)).astimezone(pytz.timezone('US/Eastern')), len(pytz.all_timezones) > 500)
try: pytz.timezone('X/Y')
except pytz.UnknownTimeZoneError as e: print(repr(e))
