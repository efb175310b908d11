from babel.numbers import format_decimal, format_currency
from babel.dates import format_date
from babel import Locale
import datetime
print(format_decimal(1234.5,locale='de_DE'), format_currency(9.99,'EUR',locale='fr'), format_date(datetime.date(2020,1,2),locale='es'), Locale('en','US').display_name)
