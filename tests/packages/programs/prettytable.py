from prettytable import PrettyTable
t = PrettyTable(['a','b']); t.add_row([1,'x']); t.add_row([22,'yy']); print(t); print(t.get_html_string()); print(t.get_csv_string())
