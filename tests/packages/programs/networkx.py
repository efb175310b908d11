import networkx as nx
g = nx.Graph(); g.add_weighted_edges_from([('a','b',1),('b','c',2),('a','c',5),('c','d',1)])
print(nx.shortest_path(g,'a','d',weight='weight'), nx.dijkstra_path_length(g,'a','d'), sorted(nx.connected_components(g), key=len)[0] == set('abcd'))
dg = nx.DiGraph([(1,2),(2,3),(1,3)]); print(list(nx.topological_sort(dg)), nx.is_directed_acyclic_graph(dg), nx.density(dg), dict(nx.degree(g)))
print(sorted(nx.minimum_spanning_tree(g).edges()), nx.betweenness_centrality(g), list(nx.find_cliques(g)) != [])
print(nx.node_link_data(dg, edges='links'), list(nx.generate_gml(dg))[:4])
k = nx.karate_club_graph(); print(len(k), nx.diameter(k), nx.average_clustering(k))
