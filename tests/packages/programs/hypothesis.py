from hypothesis import given, strategies as st, settings
@settings(max_examples=50, database=None, deadline=None, derandomize=True)
@given(st.lists(st.integers()))
def t(xs): assert sorted(sorted(xs))==sorted(xs)
t()
@settings(max_examples=100, database=None, deadline=None, derandomize=True)
@given(st.integers())
def u(x): assert x < 100
try: u()
except AssertionError as e: print('falsified', getattr(e,'__notes__',None))
