import arrow
a = arrow.get('2013-05-11T21:23:58.970460+07:00'); print(a, a.to('utc'), a.shift(months=+1), a.humanize(arrow.get('2013-05-12')), a.floor('week'), arrow.get('2013-05-05 12:30:45','YYYY-MM-DD HH:mm:ss').format('dddd D MMMM', locale='de'))
print(a.to('Europe/Paris') if False else arrow.get(0).isoformat())
