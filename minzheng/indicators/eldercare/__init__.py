"""Figures of elder care (养老服务)."""
