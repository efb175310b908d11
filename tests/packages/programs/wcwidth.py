import wcwidth
print(wcwidth.wcswidth('コンニチハ'), wcwidth.wcwidth('a'), wcwidth.wcswidth('é́'), wcwidth.wcswidth('👩‍🔬'))
