"""The half-year work report (半年度工作总结): template, printing, documents and the number checker."""
