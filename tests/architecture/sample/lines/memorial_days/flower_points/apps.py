from minzheng.kernel.access.plates import RegisterConfig


class FlowerPointsConfig(RegisterConfig):
    zh = "鲜花领取点"
    en = "Flower points"
    icon = "flower-2"
    order = 810
    sensitive = {"phone": "phone"}
    list_columns = ("name", "state", "area", "opened_on", "budget_fen", "phone")
    search_fields = ("name",)
    filter_fields = ("state", "opened_on")
