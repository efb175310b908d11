import html5lib, xml.etree.ElementTree as ET
d = html5lib.parse("<p>a<td>b<table><tr><td>c", treebuilder='etree', namespaceHTMLElements=False); print(ET.tostring(d)); print(html5lib.serialize(d))
