"""Who works here and where: users, roles and dated assignments (area × line)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from minzheng.kernel.ids import new_id

EVERY_LINE = "*"


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


class User(AbstractBaseUser):
    """用户: one person with one account; nobody shares."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField("账号", max_length=40, unique=True)
    display_name = models.CharField("姓名", max_length=40)
    is_active = models.BooleanField("启用", default=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "username"

    class Meta:
        verbose_name = "用户"

    def __str__(self) -> str:
        return self.display_name


class Role(models.Model):
    """角色: a name for what a person does; which verbs it may do stands on the registers' plates."""

    code = models.CharField("代码", max_length=40, primary_key=True)
    zh = models.CharField("名称", max_length=40)
    en = models.CharField("英文名称", max_length=60)
    sees_business = models.BooleanField("可见业务数据", default=True)

    class Meta:
        verbose_name = "角色"

    def __str__(self) -> str:
        return self.zh


class Assignment(models.Model):
    """任职: this user has this role for this line in this area, in a half-open period."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="assignments", verbose_name="用户")
    role = models.ForeignKey(Role, models.PROTECT, related_name="assignments", verbose_name="角色")
    line = models.CharField("业务条线", max_length=40, default=EVERY_LINE)
    area = models.ForeignKey("places.Area", models.PROTECT, related_name="+", verbose_name="区域")
    starts_on = models.DateField("起")
    ends_on = models.DateField("止（不含）", null=True, blank=True)

    class Meta:
        verbose_name = "任职"
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="access_assignment_period",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.role_id} {self.line}"
