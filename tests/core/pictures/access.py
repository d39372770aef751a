"""Who may fetch a picture."""

from tests.support.access import Address

PICTURE = "pictures/<str:app>/<str:model>/<int:pk>/<str:size>/"

ADDRESSES = [
    Address(
        PICTURE,
        "pictures/products/productpicture/{picture}/thumbnail/",
        get="login 200 404 200 404 200 200",
    ),
    Address(
        PICTURE,
        "pictures/products/productpicture/{picture}/full/",
        get="login 200 404 200 404 200 200",
        name="the whole picture",
    ),
    Address(
        PICTURE,
        "pictures/accounts/user/{user}/full/",
        get="login 404 404 404 404 404 404",
        name="no model of pictures",
    ),
]
