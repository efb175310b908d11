from toolz import curry, compose, pipe, groupby, valmap, merge_with, partition_all, memoize, sliding_window, frequencies, get_in, assoc_in, reduceby, thread_last, countby
import toolz.curried as tc
print(pipe([1,2,3], tc.map(lambda x:x+1), list), groupby(len, ['a','bb','c']), valmap(str,{1:2}), merge_with(sum,{1:1},{1:2}), list(partition_all(2,range(5))), list(sliding_window(2,[1,2,3])), frequencies('aab'), get_in(['a',0],{'a':[1]}), assoc_in({},['a','b'],1))
@curry
def add(a,b): return a+b
print(add(1)(2), compose(str, add(3))(4))
