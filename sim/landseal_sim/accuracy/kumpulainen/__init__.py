"""The published protocol on `DogMoveData.csv`: what our features reach on 45 real dogs, beside the paper.

Data: Vehkaoja et al. 2022, Mendeley Data vxhx934tbn, CC BY 4.0. Protocol: Kumpulainen et al. 2021, Applied
Animal Behaviour Science. Nothing that is learnt here is kept.
"""
