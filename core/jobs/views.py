"""A person's own jobs: how far each is, what came of it, cancelling, the file of the result."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from core.areas.scope import Role
from core.documents.serving import as_download
from core.jobs import workflow
from core.jobs.models import Job, Worker
from core.pages import RoleView
from core.users.requests import AuthenticatedHttpRequest

SHOWN_AT_MOST = 50


class OwnJobView(RoleView):
    """A page about one job of the person's own; another's is 404."""

    roles = frozenset(Role)

    def job(self) -> Job:
        return get_object_or_404(Job.objects.visible_to(self.request.user), pk=self.kwargs["pk"])


class JobsView(RoleView):
    """งานที่ระบบกำลังดำเนินการ: the latest of the person's own."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        jobs = Job.objects.visible_to(request.user)[:SHOWN_AT_MOST]
        standing = Worker.objects.standing()
        waits = any(not job.is_over for job in jobs)
        context = {
            "title": "งานที่ระบบกำลังดำเนินการ",
            "jobs": jobs,
            "stopped": standing if waits and not standing.works else None,
        }
        return self.show("jobs/list.html", context)


class JobView(OwnJobView):
    """One job: a bar while it runs, its result afterwards."""

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        job = self.job()
        return self.show("jobs/job.html", {"title": job.title, "job": job})


class CancelView(OwnJobView):
    """The button that calls it off."""

    def post(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        job = workflow.cancel(self.job(), by=request.user)
        return redirect("admin:job", pk=job.pk)


class JobFileView(OwnJobView):
    """The file of the result; 404 where there is none or it was kept long enough."""

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> FileResponse:
        job = self.job()
        if not job.file:
            raise Http404("no file")
        return as_download(job.file, job.file_title.rpartition(".")[0])
