# Grades with no extra privilege: docs/teach/containers.md.
FROM python:3.12-slim
COPY . /course
WORKDIR /course
RUN apt-get update && apt-get install -y --no-install-recommends make && make .venv/.grading
RUN useradd --create-home grader && mkdir -p submitted && chown -R grader /course
USER grader
ENTRYPOINT [".venv/bin/python", "-m", "autograder"]
