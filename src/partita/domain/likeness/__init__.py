"""How much two parties are alike: what is compared, what it is worth, and whom to compare.

`profile` is what is compared of a party, `comparing` says how much two profiles are alike and why,
`blocking` finds the few pairs of many worth comparing, `clusters` gathers pairs. All of it is pure,
uses no training and no luck: the same two parties always get the same answer.
"""
