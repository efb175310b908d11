import sqlglot
print(sqlglot.transpile("SELECT a, COUNT(*) FROM t WHERE b > 1 GROUP BY 1 LIMIT 5", read="mysql", write="tsql"), sqlglot.parse_one("select a+1 as b from c join d on c.x=d.x").sql(pretty=True))
from sqlglot.optimizer import optimize
print(optimize("select a from (select a,b from x) where b=1", schema={"x":{"a":"int","b":"int"}}).sql())
