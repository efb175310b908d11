from tabulate import tabulate, tabulate_formats
d = [["a",1.5,None],["bb",22.25,"x"],["ü",3,"日本"]]
for f in tabulate_formats: print(f); print(tabulate(d, headers=["n","v","z"], tablefmt=f))
